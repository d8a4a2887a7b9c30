package dev.pixio.monitor.tensorboard;

import dev.pixio.monitor.LoggedMetric;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes a run for TensorBoard, into {@link RunFolder#tensorBoard}: figures of each step, the plan and what happened as
 * texts, and the images of reconstructions, for which the listener that draws them has to be told first. Add it to a
 * trainer and close it after the run.
 */
public final class TensorBoardListener implements TrainingListener, AutoCloseable {

    private final InstantSource clock;
    private final EventText events = new EventText();
    private @Nullable Writing writing;

    /** What is known from the start of a run on. */
    private static final class Writing {
        final RunFolder folder;
        final TensorBoardFile file;
        long step;
        boolean described;

        Writing(RunFolder folder, TensorBoardFile file, long step) {
            this.folder = folder;
            this.file = file;
            this.step = step;
        }
    }

    /** Begins a file of its own when the run starts. */
    public TensorBoardListener() {
        this(InstantSource.system());
    }

    TensorBoardListener(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        TensorBoardFile file = TensorBoardFile.create(run.folder().tensorBoard(), clock);
        writing = new Writing(run.folder(), file, run.firstStep());
        // Also for a run from the first step on: one that died before its first checkpoint may have left a file.
        file.start(run.firstStep() + 1);
        file.write(
                run.firstStep(),
                new SummaryMessage().text("plan", "```yaml\n" + PlanFile.toYaml(run.plan()) + "```\n"));
        file.flush();
    }

    @Override
    public void onStep(StepMetrics metrics) throws IOException {
        Writing now = writing;
        if (now == null) {
            return;
        }
        now.step = metrics.step();
        SummaryMessage summary = new SummaryMessage();
        for (LoggedMetric figure : LoggedMetric.all()) {
            double value = figure.of(metrics);
            if (now.described) {
                summary.scalar(figure.name(), value);
            } else {
                summary.scalar(figure.name(), value, figure.description());
            }
        }
        now.described = true;
        now.file.write(now.step, summary);
        tell(now);
    }

    @Override
    public void onEvent(TrainingEvent event) {
        events.add(event);
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) throws IOException {
        Writing now = writing;
        if (now == null) {
            return;
        }
        Path drawn = now.folder.reconstruction(checkpoint.step());
        if (Files.isRegularFile(drawn)) {
            now.file.write(checkpoint.step(), new SummaryMessage().image("reconstructions", drawn));
        }
        tell(now);
        now.file.flush();
    }

    @Override
    public void onRewind(long step) throws IOException {
        events.rewind(step);
        if (writing != null) {
            writing.file.start(step + 1);
            writing.step = step;
        }
    }

    @Override
    public void onEnd(TrainingResult result) throws IOException {
        if (writing != null) {
            tell(writing);
            writing.file.flush();
        }
    }

    /** Also tells what happened last in a run that failed. */
    @Override
    public void close() throws IOException {
        Writing now = writing;
        writing = null;
        if (now != null) {
            try (TensorBoardFile file = now.file) {
                tell(now);
                file.flush();
            }
        }
    }

    private void tell(Writing now) throws IOException {
        if (events.isWaiting()) {
            now.file.write(now.step, new SummaryMessage().text("events", events.at(now.step)));
        }
    }
}
