package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process of a training with SIGKILL at random moments, about half of them while a checkpoint is being written,
 * restarts it with the same command each time, and compares the result with that of an uninterrupted run. The system property
 * {@code pixio.kills} sets the number of kills (default 5), {@code pixio.kills.seed} the seed of the moments.
 */
class KilledRunTest {

    private static final int KILLS = Integer.getInteger("pixio.kills", 5);

    /** Enough steps for all kills: each process trains for some steps before it is killed. */
    private static final int STEPS = Math.max(40, 12 * KILLS);

    @TempDir
    private Path temporary;

    private final Random random = new Random(Long.getLong("pixio.kills.seed", 1));
    private int killsWhileWriting;

    private TrainingProcess start(String name) throws IOException {
        return TrainingProcess.start(
                temporary.resolve(name), "--resume", "--checkpoint-every", "2steps", "--max-steps", STEPS + "");
    }

    @Test
    void aRunKilledRepeatedlyEndsWithTheSameWeights() throws Exception {
        TrainingProcess whole = start("whole");
        assertThat(whole.await()).as(whole::output).isZero();

        List<Long> survived = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            TrainingProcess process = start("killed");
            if (isKilled(process, kill)) {
                survived.add(process.newestStep());
            }
        }
        TrainingProcess killed = start("killed");

        assertThat(killed.await()).as(killed::output).isZero();
        assertThat(survived).as("the newest checkpoint after each kill").hasSize(KILLS);
        assertThat(killsWhileWriting)
                .as("kills while a checkpoint was being written")
                .isPositive();
        for (String file : List.of("model.safetensors", "optimizer.safetensors")) {
            Path last = Path.of("checkpoints", "step-" + STEPS, file);
            assertThat(killed.run().resolve(last))
                    .hasSameBinaryContentAs(whole.run().resolve(last));
        }
        assertThat(figures(killed)).isEqualTo(figures(whole)).hasSize(STEPS);
        System.getLogger("pixio")
                .log(
                        System.Logger.Level.INFO,
                        () -> KILLS + " kills, " + killsWhileWriting + " while writing; " + survived);
    }

    /** Waits for a random moment and kills the process; whether it was still running. */
    private boolean isKilled(TrainingProcess process, int kill) throws InterruptedException {
        long before = Math.max(0, process.newestStep());
        process.await(() -> process.newestStep() > before || (kill == 0 && process.steps() > 0));
        Thread.sleep(random.nextInt(300));
        if (kill % 2 == 1) {
            process.await(process::isWritingCheckpoint);
            Thread.sleep(random.nextInt(8));
        }
        boolean writing = process.isWritingCheckpoint();
        boolean alive = process.process().isAlive();
        process.process().destroyForcibly().waitFor();
        killsWhileWriting += alive && writing ? 1 : 0;
        return alive;
    }

    /** Metrics without those of time and memory. */
    private static List<String> figures(TrainingProcess process) throws IOException {
        return Files.readAllLines(process.run().resolve("metrics.jsonl")).stream()
                .map(line -> line.substring(0, line.indexOf(",\"images\"")))
                .toList();
    }
}
