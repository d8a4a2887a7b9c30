package dev.pixio.cli.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fine-tunings on images that are read forwards: 8 of each of 4 classes, of which 6 are trained on, in batches of 4. */
class FinetuneOrderTest {

    @TempDir
    private Path folder;

    private Path weights;
    private Path run;

    @BeforeEach
    void saveWeights() throws IOException {
        weights = folder.resolve("encoder.safetensors");
        run = folder.resolve("run");
        TrainingPlan plan = TrainingPlan.recipe("first").build(); // 48 pixels in patches of 8
        ModelFile.save(weights, Pretraining.newModel(plan), Map.of());
    }

    @Test
    void classAfterClassIsWarnedOf() throws IOException {
        Path sorted = archive("sorted.tar.gz", image -> image / 8);
        Cli trained = finetune(sorted, "--shuffle-buffer", "1", "--quiet");
        assertThat(trained.code()).as(trained.err()).isZero();
        // Batches of one, two and one classes; shuffled 4 (1 - C(18,4) / C(24,4)).
        assertThat(trained.err())
                .startsWith(
                        "warning: a batch of 4 images has 1.3 classes on average, and 2.8 if an epoch were shuffled")
                .hasLineCount(1);

        Cli whole = finetune(sorted, "--overwrite"); // within 4096
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(whole.err()).isEmpty();
    }

    @Test
    void mixedClassesAreNotWarnedOf() throws IOException {
        Cli trained = finetune(archive("mixed.tar.gz", image -> image % 4), "--shuffle-buffer", "1");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).isEmpty();
    }

    @Test
    void aRunResumesWithItsShuffleBufferAlone() throws IOException {
        Path mixed = archive("mixed.tar.gz", image -> image % 4);
        assertThat(finetune(mixed, "--shuffle-buffer", "16").code()).isZero();
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("shuffleBuffer: 16");

        Cli other = resume("--shuffle-buffer", "17");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err())
                .contains("their --shuffle-buffer, or their scores, differ, so their order would change");
        Cli same = resume();
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(same.out()).contains("Done after 3 steps");
    }

    @Test
    void foldersHaveNoShuffleBuffer() {
        Cli refused = finetune(folder, "--shuffle-buffer", "8");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("--shuffle-buffer is for tar archives and tables, not for " + folder);
    }

    private Cli finetune(Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of("finetune", "classification", "--max-steps", "2"));
        arguments.addAll(List.of("--no-report", "--weights", weights.toString(), "--data", data.toString()));
        arguments.addAll(List.of("--batch-size", "4", "--validation-share", "0.25", "--out", run.toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private Cli resume(String... more) {
        List<String> arguments = new ArrayList<>(List.of("finetune", "classification", "--max-steps", "3"));
        arguments.addAll(List.of("--no-report", "--resume", run.toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private Path archive(String name, IntUnaryOperator label) throws IOException {
        Path file = folder.resolve(name);
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < 32; i++) {
                ByteArrayOutputStream image = new ByteArrayOutputStream();
                ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", image);
                add(tar, i + ".png", image.toByteArray());
                add(tar, i + ".cls", (byte) ('0' + label.applyAsInt(i)));
            }
        }
        return file;
    }

    private static void add(TarArchiveOutputStream tar, String name, byte... content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
