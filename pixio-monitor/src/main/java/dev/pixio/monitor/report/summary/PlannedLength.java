package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.RecordedSettings;
import dev.pixio.train.plan.DataPlan;

/**
 * The planned length of a run.
 *
 * @param steps number of steps of the whole run; 0 if unknown
 * @param stepsPerEpoch number of steps per epoch; 0 if unknown
 */
public record PlannedLength(long steps, long stepsPerEpoch) {

    /** Reads the length from the environment, or computes it from the settings. */
    public static PlannedLength of(RecordedSettings settings, RecordedEnvironment environment) {
        if (environment.totalSteps() > 0) {
            return new PlannedLength(environment.totalSteps(), environment.stepsPerEpoch());
        }
        long batch = settings.number("batchSize");
        boolean scenes = settings.value("data.source").equals(DataPlan.SCENES);
        long stepsPerEpoch = scenes && batch > 0 ? settings.number("data.scenes") / batch : 0;
        long all = stepsPerEpoch * settings.number("schedule.epochs");
        long most = settings.number("schedule.maxSteps");
        long steps = most > 0 && all > 0 ? Math.min(most, all) : Math.max(most, all);
        return new PlannedLength(steps, stepsPerEpoch);
    }
}
