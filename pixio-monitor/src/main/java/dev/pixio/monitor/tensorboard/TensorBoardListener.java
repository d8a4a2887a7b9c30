package dev.pixio.monitor.tensorboard;

import dev.pixio.monitor.LoggedMetric;
import dev.pixio.monitor.history.ProbeTail;
import dev.pixio.monitor.history.RecordedProbe;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.ImageRetention;
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
 * Writes event files for TensorBoard into {@link RunFolder#tensorBoard}: the metrics of each step, probes, the plan and
 * events as texts, and reconstructions and feature maps as images. Of these only the {@linkplain ImageRetention#isLasting lasting} ones and the last
 * one are written, since nothing can be removed from an event file. Add it to a trainer after the listeners that write
 * probes and images, and close it after the run.
 */
public final class TensorBoardListener implements TrainingListener, AutoCloseable {

    /** Instead of the step of an image. */
    private static final long NONE = -1;

    private final InstantSource clock;
    private final EventText events = new EventText();
    private @Nullable OpenRun open;

    /** The run between {@link #onStart} and {@link #close}. */
    private static final class OpenRun {
        final RunFolder folder;
        final TensorBoardFile file;
        final ImageRetention retention;
        final ProbeTail probes;
        long step;
        long unwrittenImage = NONE;
        boolean hasDescriptions;

        OpenRun(TrainingRun run, TensorBoardFile file) {
            this.folder = run.folder();
            this.file = file;
            this.retention = run.plan().saving().imageRetention();
            this.probes = new ProbeTail(run.folder().probes(), run.firstStep());
            this.step = run.firstStep();
        }
    }

    /** Each run writes to a new file, which is created when it starts. */
    public TensorBoardListener() {
        this(InstantSource.system());
    }

    TensorBoardListener(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        TensorBoardFile file = TensorBoardFile.create(run.folder().tensorBoard(), clock);
        open = new OpenRun(run, file);
        // Also for a new run: an earlier one that failed before its first checkpoint may have left a file.
        file.startSession(run.firstStep() + 1);
        file.write(
                run.firstStep(),
                new SummaryMessage().text("plan", "```yaml\n" + PlanFile.toYaml(run.plan()) + "```\n"));
        writeProbes(open);
        file.flush();
    }

    @Override
    public void onStep(StepMetrics metrics) throws IOException {
        OpenRun now = open;
        if (now == null) {
            return;
        }
        now.step = metrics.step();
        SummaryMessage summary = new SummaryMessage();
        for (LoggedMetric metric : LoggedMetric.loggedAt(metrics)) {
            double value = metric.of(metrics);
            if (now.hasDescriptions) {
                summary.scalar(metric.name(), value);
            } else {
                summary.scalar(metric.name(), value, metric.description());
            }
        }
        now.hasDescriptions = true;
        now.file.write(now.step, summary);
        writeProbes(now);
        writeEvents(now);
    }

    /** Writes what the encoder was measured at, each at its own step. */
    private static void writeProbes(OpenRun now) throws IOException {
        for (RecordedProbe probe : now.probes.next()) {
            SummaryMessage summary = new SummaryMessage();
            scalar(summary, "probe/knn_top1", probe.top1(), "k-NN accuracy on held-out images");
            scalar(summary, "probe/segmentation_miou", probe.meanIou(), "Linear segmentation of scenes");
            scalar(summary, "probe/depth_d1", probe.depth(), "Linear depth of scenes, share within a quarter");
            now.file.write(probe.step(), summary);
        }
    }

    private static void scalar(SummaryMessage summary, String name, double value, String description) {
        if (Double.isFinite(value)) {
            summary.scalar(name, value, description);
        }
    }

    @Override
    public void onEvent(TrainingEvent event) {
        events.add(event);
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) throws IOException {
        OpenRun now = open;
        if (now == null) {
            return;
        }
        Path reconstruction = now.folder.reconstruction(checkpoint.step());
        now.unwrittenImage = NONE;
        if (Files.isRegularFile(reconstruction)) {
            if (isLasting(now, checkpoint.step())) {
                writeImage(now, checkpoint.step());
            } else {
                now.unwrittenImage = checkpoint.step();
            }
        }
        writeEvents(now);
        now.file.flush();
    }

    private static void writeImage(OpenRun now, long step) throws IOException {
        SummaryMessage summary = new SummaryMessage().image("reconstructions", now.folder.reconstruction(step));
        Path features = now.folder.featureMaps().at(step);
        if (Files.isRegularFile(features)) {
            summary.image("features", features);
        }
        now.file.write(step, summary);
    }

    /** Writes the last image, if it is not written yet and still exists. */
    private static void writeLastImage(OpenRun now) throws IOException {
        long step = now.unwrittenImage;
        now.unwrittenImage = NONE;
        if (step != NONE && Files.isRegularFile(now.folder.reconstruction(step))) {
            writeImage(now, step);
        }
    }

    private static boolean isLasting(OpenRun now, long step) throws IOException {
        long previous = now.folder.reconstructions().steps().stream()
                .filter(written -> written < step)
                .reduce(-1L, Math::max);
        return now.retention.isLasting(step, previous);
    }

    @Override
    public void onRewind(long step) throws IOException {
        events.rewind(step);
        if (open != null) {
            open.file.startSession(step + 1);
            open.probes.rewind(step);
            open.step = step;
            if (open.unwrittenImage > step) {
                open.unwrittenImage = NONE;
            }
        }
    }

    @Override
    public void onEnd(TrainingResult result) throws IOException {
        if (open != null) {
            writeLastImage(open);
            writeProbes(open);
            writeEvents(open);
            open.file.flush();
        }
    }

    /** Writes the last image and pending events, also those of a failed run, and closes the file. */
    @Override
    public void close() throws IOException {
        OpenRun now = open;
        open = null;
        if (now != null) {
            try (TensorBoardFile file = now.file) {
                writeLastImage(now);
                writeEvents(now);
                file.flush();
            }
        }
    }

    private void writeEvents(OpenRun now) throws IOException {
        if (events.hasPending()) {
            now.file.write(now.step, new SummaryMessage().text("events", events.at(now.step)));
        }
    }
}
