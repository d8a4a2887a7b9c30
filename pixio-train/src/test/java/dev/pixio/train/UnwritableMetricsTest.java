package dev.pixio.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.data.scene.SceneSource;
import dev.pixio.train.SavingPlan.OnWriteError;
import dev.pixio.train.TrainingEvent.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose lines of metrics cannot be written, to its very end, while its checkpoints can. */
class UnwritableMetricsTest {

    /** Opens for writing, and refuses every line of JSON: the kernel takes nothing but a number here. */
    private static final Path REFUSES = Path.of("/proc/self/oom_score_adj");

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @TempDir
    private Path temporary;

    private final List<TrainingEvent> events = new ArrayList<>();
    private final List<TrainingResult> ends = new ArrayList<>();
    private RunFolder folder;

    @BeforeEach
    void link() throws IOException {
        assumeTrue(Files.isWritable(REFUSES), "skipped: this system has no such file");
        folder = RunFolder.create(temporary.resolve("run"), RunFolder.Existing.REFUSE);
        Files.createSymbolicLink(folder.metrics(), REFUSES);
    }

    private TrainingResult run(OnWriteError onWriteError) throws Exception {
        TrainingPlan plan = Tiny.plan()
                .saving(SavingPlan.everySteps(3, 2).withOnWriteError(onWriteError))
                .build();
        return new Trainer(plan, new SceneSource(1, 32, 40), folder)
                .listen(new TrainingListener() {
                    @Override
                    public void onEvent(TrainingEvent event) {
                        events.add(event);
                    }

                    @Override
                    public void onEnd(TrainingResult result) {
                        ends.add(result);
                    }
                })
                .run();
    }

    private List<Path> openFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(OPEN_FILES)) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    files.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        return files;
    }

    @Test
    void aRunThatGoesOnAndIsSavedEndsWellAndReportsTheLostLines() throws Exception {
        TrainingResult result = run(OnWriteError.CONTINUE);

        assertThat(result.ending()).isEqualTo(TrainingResult.Ending.COMPLETE);
        assertThat(result.checkpoint().damage()).isEmpty();
        assertThat(ends).containsExactly(result);
        assertThat(events).extracting(TrainingEvent::kind).containsExactly(Kind.NOT_SAVED, Kind.NOT_SAVED);
        assertThat(events.get(0).message())
                .startsWith("cannot write " + folder.metrics())
                .endsWith("; going on, and trying again");
        assertThat(events.get(1).message())
                .startsWith("cannot write " + folder.metrics())
                .endsWith("; the run is saved, its last lines of metrics are lost");
        assertThat(Files.readAllLines(folder.events())).hasSize(2);
    }

    @Test
    void aRunThatStopsClosesItsOtherFilesAsWell() throws Exception {
        assertThatThrownBy(() -> run(OnWriteError.STOP))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("cannot write " + folder.metrics())
                .hasMessageEndingWith("; there is no checkpoint yet");

        assertThat(openFiles()).doesNotContain(folder.events().toRealPath());
    }
}
