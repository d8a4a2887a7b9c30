package dev.pixio.monitor.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.monitor.TinyRun;
import dev.pixio.monitor.tensorboard.EventReader.Told;
import dev.pixio.train.listener.TrainingEvent;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.run.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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

    private List<Told> told() throws IOException {
        return EventReader.folder(folder.tensorBoard());
    }

    private static TrainingEvent event(long step, TrainingEvent.Kind kind, String message, String... images) {
        return new TrainingEvent(TIME, step, kind, message, List.of(images));
    }

    @Test
    void aRunBecomesItsPlanAndAFigureOfEachKindForEachStep() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onStep(TinyRun.step(2, 0.8));
            listener.onEnd(TinyRun.end(folder, 2, TrainingResult.Ending.COMPLETE));
        }

        List<Told> told = told();
        assertThat(told).hasSize(3 + 2 * 7);
        assertThat(told)
                .startsWith(
                        new Told(0, "version", "brain.Event:2"),
                        new Told(1, "start", ""),
                        new Told(0, "plan", "```yaml\n" + PlanFile.toYaml(run.plan()) + "```\n"))
                .contains(
                        new Told(1, "train/loss", 0.9f),
                        new Told(2, "train/loss", 0.8f),
                        new Told(2, "train/learning_rate", 1e-3f),
                        new Told(2, "train/gradient_norm", 0.25f),
                        new Told(2, "throughput/images_per_second", 16f),
                        new Told(2, "throughput/data_wait_share", 0.25f),
                        new Told(2, "memory/resident_gib", 1.5f),
                        new Told(2, "data/skipped", 3f));
    }

    @Test
    void aLossThatIsNoNumberIsShownAsSuchWithItsReason() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, Double.NaN));
            listener.onEvent(event(1, TrainingEvent.Kind.NOT_FINITE, "the loss is NaN\nor so", "a_b.jpg", "<c>.jpg"));
        }

        assertThat(told())
                .contains(
                        new Told(1, "train/loss", Float.NaN),
                        new Told(
                                1,
                                "events",
                                "    2026-10-01T12:00:00Z after step 1, not-finite: the loss is NaN or so"
                                        + " (a_b.jpg, <c>.jpg)"));
    }

    @Test
    void whatHappenedAtAStepIsToldTogetherAndOnce() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onEvent(event(0, TrainingEvent.Kind.UNREADABLE_IMAGE, "one"));
            listener.onEvent(event(0, TrainingEvent.Kind.UNREADABLE_IMAGE, "two"));
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onStep(TinyRun.step(2, 0.9));
            listener.onEvent(event(2, TrainingEvent.Kind.STOPPED, "three"));
            listener.onEnd(TinyRun.end(folder, 2, TrainingResult.Ending.STOPPED));
        }

        List<Told> events =
                told().stream().filter(told -> told.tag().equals("events")).toList();
        assertThat(events).extracting(Told::step).containsExactly(1L, 2L);
        assertThat(events.get(0).value().toString())
                .containsSubsequence("one", "\n", "two")
                .doesNotContain("three");
        assertThat(events.get(1).value().toString()).contains("three").doesNotContain("two");
    }

    @Test
    void reconstructionsAreTheBytesOfTheirFilesWhereThereAreAny() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onCheckpoint(TinyRun.checkpoint(folder, 3));
            ImageIO.write(
                    new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB),
                    "png",
                    folder.reconstruction(6).toFile());
            listener.onCheckpoint(TinyRun.checkpoint(folder, 6));

            // Flushed, so that one sees it before the run ends.
            List<Told> images = told().stream()
                    .filter(told -> told.tag().startsWith("reconstructions"))
                    .toList();
            assertThat(images).singleElement().satisfies(image -> {
                assertThat(image.step()).isEqualTo(6);
                assertThat(image.tag()).isEqualTo("reconstructions 30x20");
                assertThat((byte[]) image.value()).isEqualTo(Files.readAllBytes(folder.reconstruction(6)));
            });
        }
    }

    @Test
    void aResumedRunMakesTensorBoardForgetWhatItTellsAgain() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onStep(TinyRun.step(2, 0.8));
        }
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(TinyRun.in(folder.path(), 1));
            listener.onStep(TinyRun.step(2, 0.7));
        }

        List<Told> told = told();
        int start = told.lastIndexOf(new Told(2, "start", ""));
        assertThat(start)
                .isBetween(
                        told.indexOf(new Told(2, "train/loss", 0.8f)), told.indexOf(new Told(2, "train/loss", 0.7f)));
    }

    @Test
    void aRunThatGoesBackTellsItsStepsAnewAndStillWhy() throws IOException {
        try (TensorBoardListener listener = new TensorBoardListener()) {
            listener.onStart(run);
            listener.onStep(TinyRun.step(1, 0.9));
            listener.onEvent(event(1, TrainingEvent.Kind.UNREADABLE_IMAGE, "before"));
            listener.onStep(TinyRun.step(2, Double.NaN));
            listener.onEvent(event(2, TrainingEvent.Kind.NOT_FINITE, "the loss is NaN"));
            listener.onStep(TinyRun.step(3, Double.NaN));
            listener.onRewind(1);
            listener.onEvent(event(1, TrainingEvent.Kind.ROLLED_BACK, "went back"));
            listener.onStep(TinyRun.step(2, 0.8));
        }

        List<Told> told = told();
        int start = told.lastIndexOf(new Told(2, "start", ""));
        List<Told> after = told.subList(start + 1, told.size());
        assertThat(after).contains(new Told(2, "train/loss", 0.8f)).hasSize(8);
        assertThat(after.get(7).step()).isEqualTo(2);
        assertThat(after.get(7).value().toString())
                .containsSubsequence("the loss is NaN", "went back")
                .doesNotContain("before");
    }
}
