package dev.pixio.eval.gain;

import dev.pixio.eval.dense.ScenePredictions;
import dev.pixio.eval.dense.image.DenseSheet;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.report.EvaluationFile;
import dev.pixio.io.OutputFile;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.GroupException;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the encoder of a complete run beside an untrained one, and saves the evaluations, and an image of
 * predictions for some scenes, in the run's folder. A
 * failure is an {@link IOException}, which does not fail a run that has ended. Place it before the listeners that show its
 * result.
 */
public final class GainListener implements TrainingListener {

    private static final Logger LOG = LoggerFactory.getLogger(GainListener.class);

    /** Test scenes in the image of predictions. */
    private static final int DRAWN = 6;

    private final GainSettings settings;
    private final DividedTask task;
    private final FeatureListener progress;
    private @Nullable TrainingRun run;
    private @Nullable TrainingGain gain;
    private volatile boolean stopped;

    /**
     * @param trainSeed of the scenes that probes are trained on
     * @param testSeed of the scenes that they are tested on
     * @param leastImages a run on fewer images, counting repetitions, is not evaluated
     * @param progress receives the progress, on the thread of the training
     */
    public GainListener(long trainSeed, long testSeed, long leastImages, FeatureListener progress) {
        this(trainSeed, testSeed, leastImages, progress, DividedTask.alone());
    }

    /**
     * A listener in process 0 of a group; the others have a {@link GainFollower}.
     *
     * @param trainSeed of the scenes that probes are trained on
     * @param testSeed of the scenes that they are tested on
     * @param leastImages a run on fewer images, counting repetitions, is not evaluated
     * @param progress receives the progress, on the thread of the training
     * @param task divides the scenes among the processes
     */
    public GainListener(long trainSeed, long testSeed, long leastImages, FeatureListener progress, DividedTask task) {
        this(new GainSettings(trainSeed, testSeed, leastImages, GainSettings.MOST_SCENES), progress, task);
    }

    GainListener(GainSettings settings, FeatureListener progress, DividedTask task) {
        this.settings = settings;
        this.progress = progress;
        this.task = task;
    }

    /** Stops an evaluation in progress; the run is complete already. Called from any thread. */
    public void stop() {
        stopped = true;
    }

    /** The result; empty before the end of a run, and if the run is not complete or was not evaluated. */
    public Optional<TrainingGain> gain() {
        return Optional.ofNullable(gain);
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
        ScenePredictions predictions = new ScenePredictions(DRAWN);
        try {
            requireNotStopped();
            gain = settings.evaluation(run, task)
                    .run(GainSettings.trained(run), GainSettings.untrained(run), stoppable(), predictions);
        } catch (CancellationException e) {
            throw new IOException("the evaluation of the encoder was interrupted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the evaluation of the encoder was interrupted", e);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw new IOException("the encoder could not be evaluated: " + firstLine(e), e);
        } finally {
            endTask();
        }
        gain.save(new EvaluationFile(run.folder().evaluation()));
        Path image = run.folder().predictions().at(result.steps());
        OutputFile.createFolderOf(image);
        DenseSheet.write(image, predictions.scenes());
    }

    /** libtorch's messages continue with a stack of C++ frames. */
    private static String firstLine(Throwable e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString())
                .lines()
                .findFirst()
                .orElse("");
    }

    private void endTask() {
        try {
            task.end();
        } catch (GroupException e) {
            LOG.debug("another process has ended, which the result of this one does not need", e);
        }
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new CancellationException();
        }
    }

    private FeatureListener stoppable() {
        return new FeatureListener() {
            @Override
            public void onFeatures(String candidate, String images) {
                progress.onFeatures(candidate, images);
            }

            @Override
            public void onBatch(long done, long total) {
                requireNotStopped();
                progress.onBatch(done, total);
            }
        };
    }
}
