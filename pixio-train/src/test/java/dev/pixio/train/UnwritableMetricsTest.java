package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.io.AppendedFile;
import dev.pixio.model.Pixio;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.group.SingleProcess;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.MetricsFile;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.SavingPlan.OnWriteError;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.JsonLinesFile;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.train.step.StepReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnwritableMetricsTest {

    @TempDir
    private Path temporary;

    private final Recorder recorder = new Recorder();

    /** Records what a listener receives. */
    private static class Recorder implements TrainingListener {

        final List<Long> steps = new ArrayList<>();
        final List<TrainingEvent> events = new ArrayList<>();
        final List<TrainingResult> results = new ArrayList<>();

        @Override
        public void onStep(StepMetrics metrics) {
            steps.add(metrics.step());
        }

        @Override
        public void onEvent(TrainingEvent event) {
            events.add(event);
        }

        @Override
        public void onEnd(TrainingResult result) {
            results.add(result);
        }
    }

    /** A metrics file on a disk that can be full, or that fails to close. */
    private static final class FailingChannel extends ForwardingChannel {

        private boolean full;
        private boolean failsToClose;

        FailingChannel(Path path) throws IOException {
            super(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
            return super.write(bytes);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            super.implCloseChannel();
            if (failsToClose) {
                throw new IOException("Input/output error");
            }
        }
    }

    private Path metricsPath() {
        return temporary.resolve("metrics.jsonl");
    }

    private MetricsFile metrics(FailingChannel channel) {
        return new MetricsFile(
                metricsPath(), new JsonLinesFile(metricsPath(), AppendedFile.of(metricsPath(), channel)));
    }

    private ListenerDispatcher dispatcher(OnWriteError onWriteError, FailingChannel channel, RunProgress progress)
            throws IOException {
        return new ListenerDispatcher(
                onWriteError,
                RunLog.files(metrics(channel), temporary.resolve("events.jsonl")),
                List.of(recorder),
                progress);
    }

    private static StepMetrics step(long number) {
        return new StepMetrics(number, 0, 1, 1e-3, 1, 8, 1, 0, 0, 0);
    }

    @Test
    void savedRunSucceedsAndReportsFilesThatCannotBeClosed() throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        Trainer trainer = new Trainer(TinyRuns.plan().build(), new SceneSource(1, 32, 40), folder)
                .listen(recorder)
                .listen(new TrainingListener() {
                    @Override
                    public void onSaved(Checkpoint checkpoint) {
                        if (checkpoint.step() == 8) {
                            Thread.currentThread().interrupt(); // an interrupted thread cannot write to a file channel
                        }
                    }
                });

        TrainingResult result = trainer.run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.checkpoint().damage()).isEmpty();
        assertThat(recorder.results).containsExactly(result);
        assertThat(recorder.events).extracting(TrainingEvent::kind).containsExactly(Kind.NOT_SAVED);
        assertThat(recorder.events.get(0).message())
                .startsWith("cannot write " + folder.metrics() + ": the thread was interrupted")
                .endsWith("; the run is saved, its last lines of metrics are lost");
    }

    @Test
    void savedRunSucceedsAndReportsListenersThatCannotWriteTheirEnd() throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        Trainer trainer = new Trainer(TinyRuns.plan().build(), new SceneSource(1, 32, 40), folder)
                .listen(new TrainingListener() {
                    @Override
                    public void onEnd(TrainingResult result) throws IOException {
                        throw new IOException("No space left on device");
                    }
                })
                .listen(recorder);

        TrainingResult result = trainer.run();

        assertThat(recorder.results).containsExactly(result);
        assertThat(recorder.events)
                .extracting(TrainingEvent::message)
                .containsExactly("No space left on device; the run is saved");
    }

    @Test
    void aFailureDuringACheckpointEndsTheRunOnceItIsWritten() throws Exception {
        assertEndsAfterTheFirstCheckpoint(new TrainingListener() {
            @Override
            public void onCheckpoint(Checkpoint checkpoint) throws IOException {
                throw new IOException("No space left on device");
            }
        });
    }

    @Test
    void aListenerThatFailsAfterACheckpointIsNotTakenForTheCheckpoint() throws Exception {
        assertEndsAfterTheFirstCheckpoint(new TrainingListener() {
            @Override
            public void onSaved(Checkpoint checkpoint) throws IOException {
                throw new IOException("No space left on device");
            }
        });
    }

    private void assertEndsAfterTheFirstCheckpoint(TrainingListener failing) throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        Trainer trainer = new Trainer(TinyRuns.plan().build(), new SceneSource(1, 32, 40), folder).listen(failing);

        assertThatThrownBy(trainer::run)
                .isInstanceOf(TrainingException.class)
                .hasMessage("No space left on device; the last valid checkpoint is "
                        + folder.checkpoints().at(3).folder());
    }

    @Test
    void runUnderContinueCompletesWithoutMetrics() throws Exception {
        TrainingPlan plan = TinyRuns.plan()
                .saving(SavingPlan.everySteps(3, 2).withOnWriteError(OnWriteError.CONTINUE))
                .build();
        RunFolder folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        FailingChannel channel = new FailingChannel(metricsPath());
        channel.full = true;

        TrainingResult result;
        try (TrainingSession session = new TrainingSession(
                        new Pretraining(plan, new SceneSource(1, 32, 40), new Pixio(plan.model(), plan.seed())),
                        Optional.empty(),
                        SingleProcess.ALONE,
                        GroupOptions.DEFAULT,
                        Optional.empty());
                ListenerDispatcher dispatcher = dispatcher(OnWriteError.CONTINUE, channel, session.progress());
                CheckpointSaver saver = new CheckpointSaver(session, folder, dispatcher)) {
            result = new TrainingLoop(session, saver, dispatcher, StepReading.AT_ONCE)
                    .run(new AtomicBoolean(), () -> "");
            dispatcher.end(result);
        }

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(result.checkpoint().step()).isEqualTo(8);
        assertThat(result.checkpoint().damage()).isEmpty();
        assertThat(recorder.steps).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
        String reason = "cannot write " + metricsPath() + ": No space left on device";
        assertThat(recorder.events)
                .extracting(TrainingEvent::message)
                .containsExactly(
                        reason + "; training continues, and writing is tried again",
                        reason + "; the run is saved, its last lines of metrics are lost");
        assertThat(Files.readAllLines(temporary.resolve("events.jsonl"))).hasSize(2);
    }

    @Test
    void eachOutageIsReportedOnceAndNoLineIsLost() throws IOException {
        FailingChannel channel = new FailingChannel(metricsPath());
        try (ListenerDispatcher dispatcher = dispatcher(OnWriteError.CONTINUE, channel, new RunProgress(8))) {
            channel.full = true;
            dispatcher.step(step(1));
            dispatcher.step(step(2));
            channel.full = false;
            dispatcher.step(step(3));
            channel.full = true;
            dispatcher.step(step(4));
            channel.full = false;
        }

        assertThat(recorder.events).extracting(TrainingEvent::step).containsExactly(1L, 4L);
        assertThat(writtenSteps()).containsExactly("{\"step\":1", "{\"step\":2", "{\"step\":3", "{\"step\":4");
    }

    /** Steps that a rollback repeats were twice in the file, if they could not be written the first time. */
    @Test
    void linesThatCouldNotBeWrittenAreRewound() throws IOException {
        FailingChannel channel = new FailingChannel(metricsPath());
        try (MetricsFile metrics = metrics(channel)) {
            metrics.add(step(1));
            channel.full = true;
            for (long number = 2; number <= 4; number++) {
                StepMetrics unwritable = step(number);
                assertThatThrownBy(() -> metrics.add(unwritable))
                        .hasMessage("cannot write " + metricsPath() + ": No space left on device");
            }

            metrics.rewind(2, (number, loss, norm) -> {});

            channel.full = false;
            metrics.add(step(3));
            assertThat(writtenSteps()).containsExactly("{\"step\":1", "{\"step\":2", "{\"step\":3");
            channel.full = true;
            assertThatThrownBy(() -> metrics.add(step(4))).hasMessageEndingWith("No space left on device");

            metrics.rewind(1, (number, loss, norm) -> {});

            channel.full = false;
            metrics.add(step(2));
        }
        assertThat(writtenSteps()).containsExactly("{\"step\":1", "{\"step\":2");
    }

    private List<String> writtenSteps() throws IOException {
        return Files.readAllLines(metricsPath()).stream()
                .map(line -> line.substring(0, "{'step':1".length()))
                .toList();
    }

    @Test
    void eventsAreClosedIfMetricsFailToClose() throws IOException {
        FailingChannel channel = new FailingChannel(metricsPath());
        channel.failsToClose = true;
        ListenerDispatcher dispatcher = dispatcher(OnWriteError.STOP, channel, new RunProgress(8));

        assertThatThrownBy(dispatcher::close).isInstanceOf(IOException.class).hasMessage("Input/output error");

        assertThatThrownBy(() -> dispatcher.event(0, Kind.STOPPED, "stop requested"))
                .as("writing to the closed file")
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("cannot write " + temporary.resolve("events.jsonl"));
    }

    @Test
    void metricsAreClosedIfEventsCannotBeOpened() throws IOException {
        Files.createDirectory(temporary.resolve("events.jsonl"));
        FailingChannel channel = new FailingChannel(metricsPath());

        assertThatThrownBy(() -> dispatcher(OnWriteError.STOP, channel, new RunProgress(8)))
                .isInstanceOf(IOException.class);

        assertThat(channel.isOpen()).isFalse();
    }
}
