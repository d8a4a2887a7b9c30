package dev.pixio.monitor.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.monitor.TinyRun;
import dev.pixio.monitor.tensorboard.EventReader.LoggedValue;
import dev.pixio.train.listener.StepMetrics;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorBoardListenerTest {

    private static final Instant TIME = Instant.parse("2026-10-01T12:00:00Z");

    @TempDir
    private Path temporary;

    private TrainingRun run;
    private RunFolder folder;

    @BeforeEach
    void begin() throws IOException {
        run = TinyRun.in(temporary.resolve("run"), 0);
        folder = run.folder();
    }

    private List<LoggedValue> values() throws IOException {
        return EventReader.folder(folder.tensorBoard());
    }

    private static TrainingEvent event(long step, TrainingEvent.Kind kind, String message, String... images) {
        return new TrainingEvent(TIME, step, kind, message, List.of(images));
    }

    @Test
    void planAndMetricsOfEachStepAreWritten() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onStep(TinyRun.step(2, 0.8));
            listener.onEnd(TinyRun.end(folder, 2, TrainingResult.Ending.COMPLETE));
        }

        List<LoggedValue> values = values();
        assertThat(values).hasSize(3 + 2 * 7);
        assertThat(values)
                .startsWith(
                        new LoggedValue(0, "version", "brain.Event:2"),
                        new LoggedValue(1, "start", ""),
                        new LoggedValue(0, "plan", "```yaml\n" + PlanFile.toYaml(run.plan()) + "```\n"))
                .contains(
                        new LoggedValue(1, "train/loss", 0.9f),
                        new LoggedValue(2, "train/loss", 0.8f),
                        new LoggedValue(2, "train/learning_rate", 1e-3f),
                        new LoggedValue(2, "train/gradient_norm", 0.25f),
                        new LoggedValue(2, "throughput/images_per_second", 16f),
                        new LoggedValue(2, "throughput/data_wait_share", 0.25f),
                        new LoggedValue(2, "memory/resident_gib", 1.5f),
                        new LoggedValue(2, "data/skipped", 3f));
    }

    @Test
    void probesAreWrittenAtTheirStepsWithWhatTheyMeasured() throws IOException {
        Path probes = folder.probes();
        String first = "{\"step\":0,\"knn\":{\"20\":{\"top1\":0.125,\"images\":8}}}\n";
        Files.writeString(probes, first);
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, 0.9));
            Files.writeString(
                    probes,
                    first
                            + "{\"step\":2,\"knn\":{\"20\":{\"top1\":0.25,\"images\":8}},"
                            + "\"segmentation\":{\"miou\":0.5},\"depth\":{\"d1\":0.75}}\n");
            Files.setLastModifiedTime(probes, FileTime.from(TIME));
            listener.onStep(TinyRun.step(2, 0.8));
            listener.onStep(TinyRun.step(3, 0.8));
        }

        assertThat(values())
                .filteredOn(value -> value.tag().startsWith("probe/"))
                .containsExactly(
                        new LoggedValue(0, "probe/knn_top1", 0.125f),
                        new LoggedValue(2, "probe/knn_top1", 0.25f),
                        new LoggedValue(2, "probe/segmentation_miou", 0.5f),
                        new LoggedValue(2, "probe/depth_d1", 0.75f));
    }

    @Test
    void theShareOfWaitingForOtherProcessesIsWrittenIfThereAreSome() throws IOException {
        StepMetrics alone = TinyRun.step(1, 0.9);
        StepMetrics step = new StepMetrics(
                2,
                0,
                0.8,
                1e-3,
                0.25,
                8,
                0.5,
                0.125,
                3,
                3L << 29,
                Optional.of(new StepMetrics.Group(2, 0.125, 1, 0.3)));
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(alone);
            listener.onStep(step);
        }

        assertThat(values())
                .filteredOn(value -> value.tag().equals("throughput/sync_share"))
                .containsExactly(new LoggedValue(2, "throughput/sync_share", 0.25f));
    }

    @Test
    void aLossThatIsNotFiniteIsWrittenWithItsReason() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, Double.NaN));
            listener.onEvent(event(1, TrainingEvent.Kind.NOT_FINITE, "the loss is NaN\nor so", "a_b.jpg", "<c>.jpg"));
        }

        assertThat(values())
                .contains(
                        new LoggedValue(1, "train/loss", Float.NaN),
                        new LoggedValue(
                                1,
                                "events",
                                "    2026-10-01T12:00:00Z after step 1, not-finite: the loss is NaN or so"
                                        + " (a_b.jpg, <c>.jpg)"));
    }

    @Test
    void eventsOfAStepAreCombinedAndWrittenOnce() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onEvent(event(0, TrainingEvent.Kind.UNREADABLE_IMAGE, "one"));
            listener.onEvent(event(0, TrainingEvent.Kind.UNREADABLE_IMAGE, "two"));
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onStep(TinyRun.step(2, 0.9));
            listener.onEvent(event(2, TrainingEvent.Kind.STOPPED, "three"));
            listener.onEnd(TinyRun.end(folder, 2, TrainingResult.Ending.STOPPED));
        }

        List<LoggedValue> events = values().stream()
                .filter(values -> values.tag().equals("events"))
                .toList();
        assertThat(events).extracting(LoggedValue::step).containsExactly(1L, 2L);
        assertThat(events.get(0).value().toString())
                .containsSubsequence("one", "\n", "two")
                .doesNotContain("three");
        assertThat(events.get(1).value().toString()).contains("three").doesNotContain("two");
    }

    @Test
    void reconstructionsAreTheBytesOfTheirFiles() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onCheckpoint(TinyRun.checkpoint(folder, 3));
            draw(6);
            Files.createDirectories(folder.featureMaps().folder());
            Files.copy(folder.reconstruction(6), folder.featureMaps().at(6));
            listener.onCheckpoint(TinyRun.checkpoint(folder, 6));

            // Flushed at the checkpoint, before the run ends.
            List<LoggedValue> images = values().stream()
                    .filter(values -> values.tag().startsWith("reconstructions"))
                    .toList();
            assertThat(images).singleElement().satisfies(image -> {
                assertThat(image.step()).isEqualTo(6);
                assertThat(image.tag()).isEqualTo("reconstructions 30x20");
                assertThat((byte[]) image.value()).isEqualTo(Files.readAllBytes(folder.reconstruction(6)));
            });
            assertThat(values())
                    .filteredOn(value -> value.tag().startsWith("features"))
                    .singleElement()
                    .extracting(LoggedValue::step)
                    .isEqualTo(6L);
        }
    }

    /** The plan keeps 24 images, the newest three and the first of each of at most 21 spans of 128, 256, ... steps. */
    @Test
    void fewerAndFewerReconstructionsAreWrittenAndTheLastOne() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            for (long step = 40; step <= 128 * 40; step += 40) {
                draw(step);
                listener.onCheckpoint(TinyRun.checkpoint(folder, step));
            }
            draw(TinyRun.STEPS);
            listener.onCheckpoint(TinyRun.checkpoint(folder, TinyRun.STEPS));
        }

        List<Long> steps = values().stream()
                .filter(value -> value.tag().startsWith("reconstructions"))
                .map(LoggedValue::step)
                .toList();
        assertThat(steps).startsWith(40L, 160L, 280L, 400L).endsWith(4880L, 5120L, TinyRun.STEPS);
        assertThat(steps).as("of 128").hasSize(21 + 10 + 1);
    }

    @Test
    void theLastReconstructionOfAStoppedRunIsWritten() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            for (long step = 40; step <= 128 * 40 + 40; step += 40) {
                draw(step);
                listener.onCheckpoint(TinyRun.checkpoint(folder, step));
            }
            listener.onEnd(TinyRun.end(folder, 128 * 40 + 40, TrainingResult.Ending.STOPPED));
        }

        List<Long> steps = values().stream()
                .filter(value -> value.tag().startsWith("reconstructions"))
                .map(LoggedValue::step)
                .toList();
        assertThat(steps).endsWith(4880L, 5120L, 5160L).doesNotHaveDuplicates();
    }

    private void draw(long step) throws IOException {
        ImageIO.write(
                new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.reconstruction(step).toFile());
    }

    @Test
    void aResumedRunStartsASessionAtTheStepThatItRepeats() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onStep(TinyRun.step(2, 0.8));
        }
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(TinyRun.in(folder.path(), 1));
            listener.onStep(TinyRun.step(2, 0.7));
        }

        List<LoggedValue> values = values();
        int start = values.lastIndexOf(new LoggedValue(2, "start", ""));
        assertThat(start)
                .isBetween(
                        values.indexOf(new LoggedValue(2, "train/loss", 0.8f)),
                        values.indexOf(new LoggedValue(2, "train/loss", 0.7f)));
    }

    @Test
    void aRollbackStartsASessionAndRepeatsItsReason() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onEvent(event(1, TrainingEvent.Kind.UNREADABLE_IMAGE, "before"));
            listener.onStep(TinyRun.step(2, Double.NaN));
            listener.onEvent(event(2, TrainingEvent.Kind.NOT_FINITE, "the loss is NaN"));
            listener.onStep(TinyRun.step(3, Double.NaN));
            listener.onRewind(1);
            listener.onEvent(event(1, TrainingEvent.Kind.ROLLED_BACK, "rolled back to step 1"));
            listener.onStep(TinyRun.step(2, 0.8));
        }

        List<LoggedValue> values = values();
        int start = values.lastIndexOf(new LoggedValue(2, "start", ""));
        List<LoggedValue> after = values.subList(start + 1, values.size());
        assertThat(after).contains(new LoggedValue(2, "train/loss", 0.8f)).hasSize(8);
        assertThat(after.get(7).step()).isEqualTo(2);
        assertThat(after.get(7).value().toString())
                .containsSubsequence("the loss is NaN", "rolled back to step 1")
                .doesNotContain("before");
    }
}
