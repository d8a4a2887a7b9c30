package dev.pixio.monitor.report.summary;

import dev.pixio.monitor.history.RecordedSettings;
import dev.pixio.train.plan.DataPlan;

/**
 * How long a run is to be.
 *
 * @param steps of the whole run; 0 if that is not known
 * @param stepsPerEpoch 0 if that is not known
 */
public record PlannedLength(long steps, long stepsPerEpoch) {

    /** As the run itself wrote it down, or what can be told from its settings. */
    public static PlannedLength of(RecordedSettings settings, RecordedEnvironment environment) {
        if (environment.totalSteps() > 0) {
            return new PlannedLength(environment.totalSteps(), environment.stepsPerEpoch());
        }
        long batch = settings.number("batchSize");
        boolean drawn = settings.value("data.source").equals(DataPlan.SCENES);
        long anEpoch = drawn && batch > 0 ? settings.number("data.scenes") / batch : 0;
        long all = anEpoch * settings.number("schedule.epochs");
        long most = settings.number("schedule.maxSteps");
        long steps = most > 0 && all > 0 ? Math.min(most, all) : Math.max(most, all);
        return new PlannedLength(steps, anEpoch);
    }
}
