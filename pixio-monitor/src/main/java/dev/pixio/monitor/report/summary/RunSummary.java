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
 * The figures of a run that one wants to know first.
 *
 * @param name of its folder
 * @param state it is in
 * @param steps that were taken
 * @param totalSteps it is to have; 0 if that is not known
 * @param stepsPerEpoch of it; 0 if that is not known
 * @param seconds that the steps took
 * @param waitSeconds of these that it waited for images
 * @param images that went through the model
 * @param skipped images that could not be read
 * @param firstLoss mean of the first tenth
 * @param lastLoss mean of the last tenth
 * @param lossBefore mean of the tenth before the last
 * @param rates images per second: of a slow step (one in twenty is slower), a usual one and a fast one
 * @param norms of gradients after the first twentieth: usual and highest
 * @param memory the most bytes that the process held; 0 if that is not known
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
        double lossBefore,
        Spread rates,
        Spread norms,
        long memory) {

    /** So long after its last step a run is taken for dead, if its steps are not slower than that. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** Steps of silence after which a run is taken for dead: it may be probing, or saving. */
    private static final int SILENT_STEPS = 20;

    /**
     * How values are spread.
     *
     * @param low a twentieth is lower
     * @param middle half are lower
     * @param high a twentieth is higher
     * @param highest of all
     */
    public record Spread(double low, double middle, double high, double highest) {

        static Spread of(double[] values) {
            double[] sorted =
                    Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
            return new Spread(at(sorted, 0.05), at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
        }

        private static double at(double[] sorted, double share) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round((sorted.length - 1) * share)];
        }
    }

    /**
     * Summarises the history of a run.
     *
     * @param known the state of the run where the caller knows it; else it is derived from the files
     */
    public static RunSummary of(RunHistory history, RecordedEnvironment environment, Optional<RunState> known)
            throws IOException {
        StepColumns steps = history.steps();
        long taken = steps.isEmpty() ? 0 : steps.last().step();
        PlannedLength length = PlannedLength.of(history.settings(), environment);
        int tenth = Math.max(1, Math.min(1000, steps.size() / 10));
        return new RunSummary(
                name(history.folder().path()),
                known.isPresent() ? known.get() : state(history, taken, length.steps()),
                taken,
                length.steps(),
                length.stepsPerEpoch(),
                steps.seconds(),
                steps.waitSeconds(),
                steps.images(),
                skipped(history),
                meanLoss(steps, 0, tenth),
                meanLoss(steps, steps.size() - tenth, steps.size()),
                meanLoss(steps, steps.size() - 2 * tenth, steps.size() - tenth),
                Spread.of(values(steps, StepMeasure.IMAGES_PER_SECOND, 0)),
                Spread.of(values(steps, StepMeasure.GRADIENT_NORM, steps.size() / 20)),
                steps.mostMemory());
    }

    /** Metrics count them over the run; events know of those after the last step, too. */
    private static long skipped(RunHistory history) {
        long counted = history.steps().isEmpty() ? 0 : history.steps().last().skipped();
        return Math.max(counted, history.events().count(Kind.UNREADABLE_IMAGE));
    }

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

    private static RunState state(RunHistory history, long taken, long total) throws IOException {
        if (total > 0 && taken >= total) {
            return RunState.COMPLETE;
        }
        if (isStopped(history.events().others(), taken)) {
            return RunState.STOPPED;
        }
        StepColumns steps = history.steps();
        Path written =
                steps.isEmpty() ? history.folder().config() : history.folder().metrics();
        Duration silent = Duration.between(Files.getLastModifiedTime(written).toInstant(), Instant.now());
        double usual = steps.isEmpty() ? 0 : steps.seconds() / steps.size();
        if (silent.toMillis() < Math.max((double) SILENCE.toMillis(), SILENT_STEPS * usual * 1000)) {
            return RunState.RUNNING;
        }
        return steps.isEmpty() ? RunState.NOT_BEGUN : RunState.BROKEN_OFF;
    }

    /** Whether it was asked to stop and did not go on since. */
    private static boolean isStopped(List<RecordedEvent> events, long taken) {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).is(Kind.RESUMED)) {
                return false;
            }
            if (events.get(i).is(Kind.STOPPED)) {
                return events.get(i).step() >= taken;
            }
        }
        return false;
    }

    /** How many times each image was seen; NaN if that is not known. */
    public double epochs() {
        return stepsPerEpoch > 0 ? (double) steps / stepsPerEpoch : Double.NaN;
    }

    /** Images a second over the whole run. */
    public double imagesPerSecond() {
        return images / seconds;
    }

    /** The share of the time, 0 to 1, that it waited for images. */
    public double waitShare() {
        return seconds > 0 ? waitSeconds / seconds : 0;
    }
}
