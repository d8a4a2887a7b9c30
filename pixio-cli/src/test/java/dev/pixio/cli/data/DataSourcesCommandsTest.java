package dev.pixio.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kinds of --data, from the command line. */
class DataSourcesCommandsTest {

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void images() throws IOException {
        for (int i = 0; i < 8; i++) {
            Path file = folder.resolve((i < 4 ? "a/" : "b/") + i + ".png");
            Files.createDirectories(file.resolveSibling(""));
            BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
            for (int k = 0; k < 24 * 24; k++) {
                image.setRGB(k % 24, k / 24, (i + 1) * 7919 * k);
            }
            ImageIO.write(image, "png", file.toFile());
        }
        Files.writeString(folder.resolve("list.txt"), "a/0.png\nb/7.png\nb/gone.png\na/1.png\na/2.png\n");
        run = folder.resolve("runs/one");
    }

    private static final List<String> SMALL = List.of(
            "--model",
            "16x1x1",
            "--image-size",
            "32",
            "--patch-size",
            "8",
            "--mask-cell",
            "1",
            "--class-tokens",
            "1",
            "--decoder",
            "16x1x1",
            "--batch-size",
            "4",
            "--device",
            "cpu",
            "--precision",
            "fp32",
            "--no-report",
            "--no-tensorboard",
            "--max-steps",
            "1");

    @Test
    void aListEmbedsToTheNumbersOfTheFolder() throws IOException {
        assertThat(pretrain("--data", folder.resolve("a").toString()).code()).isZero();
        Map<String, String> ofFolder = features(folder.toString());
        Map<String, String> ofList = features(folder.resolve("list.txt").toString(), "--max-unreadable", "1");
        assertThat(ofList).hasSize(4);
        assertThat(ofFolder).hasSize(8).containsAllEntriesOf(ofList);
        assertThat(features(folder + "/b/*.png").values())
                .containsExactlyElementsOf(new ArrayList<>(ofFolder.values()).subList(4, 8));
    }

    @Test
    void aTableTrainsInAMixtureAndContinues() throws Exception {
        String table = Path.of(Objects.requireNonNull(getClass().getResource("/tables/hf.parquet"))
                        .toURI())
                .toString();
        Cli trained =
                pretrain("--data", table + "#image=2", "--data", folder.resolve("a") + "=1", "--shuffle-buffer", "8");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(Cli.run(
                                "pretrain",
                                "--resume",
                                run.toString(),
                                "--max-steps",
                                "2",
                                "--no-report",
                                "--no-tensorboard")
                        .code())
                .isZero();
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("hf.parquet#image=2");
        assertThat(features(table)).hasSize(23).containsKeys("0", "22");
        Cli check = Cli.run("data", "check", table);
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("23 readable, 0 unreadable");
    }

    @Test
    void aVideoTrainsInAMixtureAndContinues() throws Exception {
        String video = Path.of(Objects.requireNonNull(getClass().getResource("/videos/h264.mp4"))
                        .toURI())
                .toString();
        Cli trained = pretrain("--data", video + "#every:2=2", "--data", folder.resolve("a") + "=1");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(Cli.run(
                                "pretrain",
                                "--resume",
                                run.toString(),
                                "--max-steps",
                                "2",
                                "--no-report",
                                "--no-tensorboard")
                        .code())
                .isZero();
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("h264.mp4#every:2=2");
        assertThat(features(video + "#at:0.5+2.9")).containsOnlyKeys("500ms", "2900ms");
        Cli check = Cli.run("data", "check", video + "#every:10");
        assertThat(check.code()).isZero();
        assertThat(check.out()).contains("2000ms: image, 64 x 48", "3 readable, 0 unreadable");
    }

    @Test
    void aMixtureTrainsAndContinues() {
        Cli trained = pretrain("--data", folder.resolve("a") + "=0.75", "--data", folder.resolve("b") + "=0.25");
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.out() + trained.err()).contains("8 images of 2 sources", "(75.0 % of the samples)");
        Cli continued = Cli.run("pretrain", "--resume", run.toString(), "--max-steps", "2");
        assertThat(continued.code()).as(continued.err()).isZero();

        Cli other = Cli.run(
                "pretrain", "--resume", run.toString(), "--max-steps", "3", "--data", folder + "/a," + folder + "/b");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("their order would change");
    }

    @Test
    void weightsAreForTraining() {
        Cli embedded = Cli.run(
                "embed",
                "--weights",
                run.toString(),
                "--data",
                folder + "/a=2," + folder + "/b=1",
                "--out",
                folder.resolve("f.csv").toString());
        assertThat(embedded.code()).isEqualTo(2);
        assertThat(embedded.err()).contains("weights are for training, and each image is read once here");
        Cli mixed = pretrain("--data", folder + "/a=2," + folder + "/b");
        assertThat(mixed.code()).isEqualTo(2);
        assertThat(mixed.err()).contains("some sources have a weight and others have none");
    }

    @Test
    void optionsWithoutUseAreRefused() {
        Cli root = pretrain("--data", folder + "/a", "--data-root", folder.toString());
        assertThat(root.code()).isEqualTo(2);
        assertThat(root.err())
                .contains("--data-root, --download and --mirror are for data sets that are given by name");
        Cli buffer = pretrain("--data", folder + "/a", "--shuffle-buffer", "64");
        assertThat(buffer.code()).isEqualTo(2);
        assertThat(buffer.err()).contains("--shuffle-buffer is for tar archives and tables, not for " + folder + "/a");
        Cli check = Cli.run("data", "check", folder + "/a", "--download");
        assertThat(check.code()).isEqualTo(2);
        assertThat(check.err()).contains("are for data sets that are given by name");
        Cli weights = Cli.run("data", "check", folder + "/a=2," + folder + "/b=1");
        assertThat(weights.code()).isEqualTo(2);
        assertThat(weights.err()).contains("weights are for training, and each image is read once here");
    }

    @Test
    void checkReadsEveryImageOfAList() {
        Cli checked = Cli.run("data", "check", folder.resolve("list.txt").toString());
        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out())
                .contains("ok          b/7.png: PNG, 24 x 24", "unreadable  b/gone.png: no such file")
                .endsWith(String.format("4 readable, 1 unreadable%n"));
    }

    private Cli pretrain(String... data) {
        List<String> arguments = new ArrayList<>(List.of("pretrain", "--out", run.toString()));
        arguments.addAll(SMALL);
        arguments.addAll(List.of(data));
        return Cli.run(arguments.toArray(String[]::new));
    }

    /** The row of each image, by its path. */
    private Map<String, String> features(String data, String... options) throws IOException {
        Path out = Files.createTempFile(folder, "features", ".csv");
        List<String> command = new ArrayList<>(
                List.of("embed", "--weights", run.toString(), "--data", data, "--out", out.toString(), "--overwrite"));
        command.addAll(List.of(options));
        Cli embedded = Cli.run(command.toArray(String[]::new));
        assertThat(embedded.code()).as(embedded.err()).isZero();
        Map<String, String> rows = new TreeMap<>();
        for (String line :
                Files.readAllLines(out).subList(1, Files.readAllLines(out).size())) {
            int comma = line.indexOf(',');
            rows.put(line.substring(0, comma), line.substring(comma + 1));
        }
        return rows;
    }
}
