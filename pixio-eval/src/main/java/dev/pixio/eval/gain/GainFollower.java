package dev.pixio.eval.gain;

import dev.pixio.torch.group.DividedTask;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part in the evaluation of a complete run of a process other than process 0, whose {@link GainListener} has the same numbers: it
 * computes the features of its part of the scenes.
 */
public final class GainFollower implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(GainFollower.class);

    private final GainSettings settings;
    private final DividedTask task;
    private @Nullable TrainingRun run;

    /**
     * @param trainSeed of the scenes that probes are trained on
     * @param testSeed of the scenes that they are tested on
     * @param leastImages a run on fewer images, counting repetitions, is not evaluated
     * @param task divides the scenes among the processes
     */
    public GainFollower(long trainSeed, long testSeed, long leastImages, DividedTask task) {
        this(new GainSettings(trainSeed, testSeed, leastImages, GainSettings.MOST_SCENES), task);
    }

    GainFollower(GainSettings settings, DividedTask task) {
        this.settings = settings;
        this.task = task;
    }

    @Override
    public void onStart(TrainingRun started) {
        run = started;
    }

    @Override
    public void onEnd(TrainingResult result) throws IOException {
        if (run == null || !settings.isDue(run, result)) {
            return;
        }
        try {
            settings.evaluation(run, task).contribute(GainSettings.trained(run), GainSettings.untrained(run));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the evaluation of the encoder was interrupted", e);
        } catch (IOException | RuntimeException e) {
            if (!task.hasFailed()) {
                throw e;
            }
            LOG.debug("process 0 reports it", e);
        }
        task.end();
    }
}
