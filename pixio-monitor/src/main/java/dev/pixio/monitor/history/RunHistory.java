package dev.pixio.monitor.history;

import dev.pixio.train.listener.StepMetricsJson;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.StepImages;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The contents of a run folder, read once. The run may still be training: incomplete lines are left out, and reading the
 * folder again later finds them.
 */
public final class RunHistory {

    private final RunFolder folder;
    private final StepColumns steps = new StepColumns();
    private final RecordedEvents events;
    private final List<RecordedProbe> probes;
    private final List<RecordedValidation> validations;
    private final List<RecordedImage> reconstructions;
    private final List<RecordedImage> featureMaps;
    private final List<RecordedImage> predictions;
    private final RecordedSettings settings;
    private final long damagedSteps;

    private RunHistory(RunFolder folder) throws IOException {
        this.folder = folder;
        this.settings = RecordedSettings.read(folder.config());
        this.damagedSteps = JsonLinesReader.read(
                folder.metrics(), (bytes, length) -> steps.add(StepMetricsJson.decode(bytes, length)));
        this.events = RecordedEvents.read(folder.events());
        this.probes = probes(folder.probes());
        this.validations = validations(folder);
        this.reconstructions = images(folder.reconstructions());
        this.featureMaps = images(folder.featureMaps());
        this.predictions = images(folder.predictions());
    }

    /**
     * Reads a run folder.
     *
     * @throws TrainingException if the folder does not exist or contains no run
     */
    public static RunHistory read(RunFolder folder) throws IOException {
        if (!RunFolder.isRun(folder.path())) {
            throw new TrainingException(
                    Files.isDirectory(folder.path())
                            ? folder.path() + " is not a run folder: it has no config.yaml"
                            : "there is no folder " + folder.path());
        }
        return new RunHistory(folder);
    }

    /** The probes in a file, in ascending order of steps. */
    static List<RecordedProbe> probes(Path file) throws IOException {
        // By step: a run that was rolled back or resumed may record a probe twice; the later one counts.
        Map<Long, RecordedProbe> found = new TreeMap<>();
        JsonLinesReader.read(file, (bytes, length) -> {
            RecordedProbe probe = RecordedProbe.of(bytes, length);
            found.put(probe.step(), probe);
        });
        return List.copyOf(found.values());
    }

    /** The validations of a run in ascending order of steps. */
    public static List<RecordedValidation> validations(RunFolder folder) throws IOException {
        Map<Long, RecordedValidation> found = new TreeMap<>();
        JsonLinesReader.read(folder.validations(), (bytes, length) -> {
            RecordedValidation validation = RecordedValidation.of(bytes, length);
            found.put(validation.step(), validation);
        });
        return List.copyOf(found.values());
    }

    private static List<RecordedImage> images(StepImages drawn) throws IOException {
        return drawn.steps().stream()
                .map(step -> new RecordedImage(step, drawn.at(step)))
                .toList();
    }

    /** The folder it was read from. */
    public RunFolder folder() {
        return folder;
    }

    /** Metrics of each step. */
    public StepColumns steps() {
        return steps;
    }

    /** Number of damaged lines of metrics, which are left out. */
    public long damagedSteps() {
        return damagedSteps;
    }

    /** Events. */
    public RecordedEvents events() {
        return events;
    }

    /** k-NN probes in ascending order of steps. */
    public List<RecordedProbe> probes() {
        return probes;
    }

    /** Validations of a fine-tuning in ascending order of steps. */
    public List<RecordedValidation> validations() {
        return validations;
    }

    /** The test of the best model of a fine-tuning; without measures if it was not tested. */
    public RecordedTest test() throws IOException {
        return json(folder.test()).map(RecordedTest::of).orElse(RecordedTest.NONE);
    }

    /** Reconstructions in ascending order of steps. */
    public List<RecordedImage> reconstructions() {
        return reconstructions;
    }

    /** The encoder's features of a few images, in ascending order of steps. */
    public List<RecordedImage> featureMaps() {
        return featureMaps;
    }

    /** Predictions for scenes from the encoder's features, in ascending order of steps. */
    public List<RecordedImage> predictions() {
        return predictions;
    }

    /** Settings of the run. */
    public RecordedSettings settings() {
        return settings;
    }

    /** Evaluation results, one object per protocol; empty if the run was not evaluated. */
    public Optional<JsonNode> evaluation() throws IOException {
        return json(folder.evaluation());
    }

    /** The environment, an object with {@code starts}; empty if it was not recorded. */
    public Optional<JsonNode> environment() throws IOException {
        return json(folder.environment());
    }

    private static Optional<JsonNode> json(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode read = JsonMapper.shared().readTree(Files.readAllBytes(file));
            return read.isObject() ? Optional.of(read) : Optional.empty();
        } catch (JacksonException damaged) {
            return Optional.empty();
        }
    }
}
