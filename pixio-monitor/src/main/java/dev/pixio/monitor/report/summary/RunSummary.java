package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.RunHistory;
import dev.pixio.monitor.history.StepColumns;
import dev.pixio.monitor.history.StepMeasure;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Key metrics of a run.
 *
 * @param name name of the run folder
 * @param state state of the run
 * @param steps number of completed steps
 * @param totalSteps planned number of steps; 0 if unknown
 * @param stepsPerEpoch number of steps per epoch; 0 if unknown
 * @param seconds total duration of the steps
 * @param waitSeconds of these, seconds of data wait
 * @param images number of images trained on
 * @param skipped number of unreadable images
 * @param firstLoss mean loss of the first tenth of the steps
 * @param lastLoss mean loss of the last tenth
 * @param previousLoss mean loss of the tenth before the last
 * @param rates images per second of the steps
 * @param norms gradient norms after the first twentieth of the steps
 * @param memory peak resident memory in bytes; 0 if unknown
 * @param group several processes; empty if the last step was by a single one
 */
public record RunSummary(
        String name,
        RunState state,
        long steps,
        long totalSteps,
        long stepsPerEpoch,
        double seconds,
        double waitSeconds,
        long images,
        long skipped,
        double firstLoss,
        double lastLoss,
        double previousLoss,
        Quantiles rates,
        Quantiles norms,
        long memory,
        Optional<GroupSummary> group) {

    /** Time without new metrics after which a run counts as interrupted, unless its steps are slower. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** The same in multiples of the mean step time: a run may be probing or saving. */
    private static final int SILENT_STEPS = 20;

    /**
     * Quantiles of a series; NaN if it is empty.
     *
     * @param p5 5th percentile
     * @param median 50th percentile
     * @param p95 95th percentile
     * @param max maximum
     */
    public record Quantiles(double p5, double median, double p95, double max) {

        static Quantiles of(double[] values) {
            double[] sorted =
                    Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
            return new Quantiles(at(sorted, 0.05), at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
        }

        private static double at(double[] sorted, double share) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round((sorted.length - 1) * share)];
        }
    }

    /**
     * Summarises a run.
     *
     * @param knownState state of the run, if the caller has it; otherwise it is derived from the files
     */
    public static RunSummary of(RunHistory history, RecordedEnvironment environment, Optional<RunState> knownState)
            throws IOException {
        StepColumns steps = history.steps();
        long stepsDone = steps.isEmpty() ? 0 : steps.last().step();
        PlannedLength length = PlannedLength.of(history.settings(), environment);
        int tenth = Math.max(1, Math.min(1000, steps.size() / 10));
        return new RunSummary(
                name(history.folder().path()),
                knownState.isPresent() ? knownState.get() : state(history, stepsDone, length.steps()),
                stepsDone,
                length.steps(),
                length.stepsPerEpoch(),
                steps.seconds(),
                steps.waitSeconds(),
                steps.images(),
                skipped(history),
                meanLoss(steps, 0, tenth),
                meanLoss(steps, steps.size() - tenth, steps.size()),
                meanLoss(steps, steps.size() - 2 * tenth, steps.size() - tenth),
                Quantiles.of(values(steps, StepMeasure.IMAGES_PER_SECOND, 0)),
                Quantiles.of(values(steps, StepMeasure.GRADIENT_NORM, steps.size() / 20)),
                steps.peakMemory(),
                GroupSummary.of(steps));
    }

    /** The counter of the metrics, or the number of events, which also includes images read after the last step. */
    private static long skipped(RunHistory history) {
        long counted = history.steps().isEmpty() ? 0 : history.steps().last().skipped();
        return Math.max(counted, history.events().count(Kind.UNREADABLE_IMAGE));
    }

    /** The name of a run: the last component of its path. */
    public static String name(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? folder.toString() : name.toString();
    }

    private static double meanLoss(StepColumns steps, int from, int to) {
        return Arrays.stream(values(steps, StepMeasure.LOSS, Math.max(0, from)))
                .limit(Math.max(0, to - Math.max(0, from)))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    private static double[] values(StepColumns steps, StepMeasure measure, int from) {
        double[] values = new double[steps.size() - from];
        for (int i = 0; i < values.length; i++) {
            values[i] = measure.of(steps.at(from + i));
        }
        return values;
    }

    private static RunState state(RunHistory history, long stepsDone, long total) throws IOException {
        if (total > 0 && stepsDone >= total) {
            return RunState.COMPLETE;
        }
        Optional<RunState> ended = ended(history.events().others(), stepsDone);
        if (ended.isPresent()) {
            return ended.get();
        }
        StepColumns steps = history.steps();
        Path written =
                steps.isEmpty() ? history.folder().config() : history.folder().metrics();
        Duration silent = Duration.between(Files.getLastModifiedTime(written).toInstant(), Instant.now());
        double meanSeconds = steps.isEmpty() ? 0 : steps.seconds() / steps.size();
        if (silent.toMillis() < Math.max((double) SILENCE.toMillis(), SILENT_STEPS * meanSeconds * 1000)) {
            return RunState.RUNNING;
        }
        return steps.isEmpty() ? RunState.NOT_STARTED : RunState.INTERRUPTED;
    }

    /** Whether the run was stopped on request, or was complete early, and was not resumed since. */
    private static Optional<RunState> ended(List<RecordedEvent> events, long stepsDone) {
        for (int i = events.size() - 1; i >= 0; i--) {
            RecordedEvent event = events.get(i);
            if (event.is(Kind.RESUMED)) {
                return Optional.empty();
            }
            if (event.is(Kind.STOPPED) || event.is(Kind.FINISHED_EARLY)) {
                RunState state = event.is(Kind.STOPPED) ? RunState.STOPPED : RunState.COMPLETE;
                return event.step() >= stepsDone ? Optional.of(state) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Number of completed epochs; NaN if unknown. */
    public double epochs() {
        return stepsPerEpoch > 0 ? (double) steps / stepsPerEpoch : Double.NaN;
    }

    /** Images per second over the whole run. */
    public double imagesPerSecond() {
        return images / seconds;
    }

    /** Fraction of the time, 0 to 1, spent waiting for images. */
    public double waitShare() {
        return seconds > 0 ? waitSeconds / seconds : 0;
    }
}
