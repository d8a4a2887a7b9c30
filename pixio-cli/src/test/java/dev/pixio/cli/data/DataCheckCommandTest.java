package dev.pixio.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataCheckCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"--unreadable", "--broken"})
    void onlyUnreadableFilesArePrinted(String option) throws IOException {
        ImageIO.write(
                new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("image.png").toFile());
        Files.writeString(folder.resolve("page.jpg"), "<!DOCTYPE html><html></html>");

        Cli checked = Cli.run("data", "check", option, folder.toString());

        assertThat(checked.code()).isEqualTo(1);
        assertThat(checked.out())
                .startsWith("unreadable  page.jpg: ")
                .doesNotContain("image.png")
                .endsWith(String.format("1 readable, 1 unreadable%n"));
    }

    @Test
    void aFolderWithoutImagesIsAFailure() throws IOException {
        Cli empty = Cli.run("data", "check", folder.toString());
        Files.writeString(folder.resolve("notes.txt"), "a text");
        Cli noImages = Cli.run("data", "check", folder.toString());

        for (Cli checked : List.of(empty, noImages)) {
            assertThat(checked.code()).isEqualTo(1);
            assertThat(checked.err()).startsWith("pixio: no images in " + folder + ": looked for jpg jpeg");
        }
        assertThat(noImages.out()).contains("left out    notes.txt");
    }

    @Test
    void filesThatARunLeavesOutAreNoFailure() throws IOException {
        BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
        ImageIO.write(image, "png", folder.resolve("image.png").toFile());
        ImageIO.write(image, "png", folder.resolve("noext").toFile());
        Files.writeString(folder.resolve("notes.txt"), "a text");

        Cli checked = Cli.run("data", "check", folder.toString());

        assertThat(checked.code()).isZero();
        assertThat(checked.out())
                .contains("ok          image.png: PNG, 4 x 4")
                .contains("left out    noext: PNG, 4 x 4 (a run needs an extension of its format)")
                .contains("left out    notes.txt: not an image")
                .endsWith(String.format("1 readable, 0 unreadable, 2 left out by extension%n"));
        assertThat(Cli.run("data", "check", "--json", folder.toString()).out()).contains("\"used\":false");
        assertThat(Cli.run("data", "check", folder.resolve("notes.txt").toString())
                        .code())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut.mp4#every:10", "cut.mp4#every:10,images"})
    void whatARunLeavesOutAsDamagedIsAFailure(String sources) throws Exception {
        byte[] video =
                Files.readAllBytes(Path.of(Objects.requireNonNull(getClass().getResource("/videos/h264.mp4"))
                        .toURI()));
        Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(video, video.length * 6 / 10));
        Path image = Files.createDirectory(folder.resolve("images")).resolve("image.png");
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
        String source = String.join(
                ",",
                Stream.of(sources.split(",", -1))
                        .map(folder.toString().concat("/")::concat)
                        .toList());

        Cli checked = Cli.run("data", "check", source);

        assertThat(checked.out())
                .contains("cut.mp4: it is cut off: it has 12 of 30 frames")
                .endsWith(String.format(" readable, 0 unreadable, 1 left out as unreadable%n"));
        assertThat(checked.code()).isEqualTo(1);
        assertThat(Cli.run("data", "check", folder + "/images").code()).isZero();
        assertThat(Cli.run("data", "check", "--help").out().replaceAll("\\s+", " "))
                .contains("a table or a video is damaged");
    }

    @Test
    void anAddressOfImagesIsNamedAsItWasGiven() {
        assertThat(Cli.run("data", "check", "http://127.0.0.1:1/x.jpg").err())
                .startsWith("pixio: http://127.0.0.1:1/x.jpg is an address, and images are read from files: ")
                .contains("only tar archives and Parquet files may be on a web server");
    }

    @Test
    void aMarkedCommaIsPartOfTheNameOfAFolder() throws IOException {
        Path named = Files.createDirectories(folder.resolve("sub=dir/x,y"));
        ImageIO.write(
                new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB),
                "png",
                named.resolve("image.png").toFile());

        Cli checked = Cli.run("data", "check", named.toString().replace(",", "\\,"));

        assertThat(checked.err()).isEmpty();
        assertThat(checked.out()).endsWith(String.format("1 readable, 0 unreadable%n"));
    }

    @Test
    void anEmptyArgumentIsRefusedWithoutItsLabelAsAnExample() {
        assertThat(Cli.run("data", "check", "").err())
                .startsWith("pixio: SOURCE is empty; give it a value")
                .doesNotContain("such as SOURCE");
    }

    @Test
    void namesCannotChangeTheLine() throws IOException {
        Files.writeString(folder.resolve("a\nb\u001b[2J\u202egpj.jpg"), "<!DOCTYPE html><html></html>");

        assertThat(Cli.run("data", "check", folder.toString()).out()).startsWith("unreadable  a?b?[2J?gpj.jpg: ");
    }

    @Test
    void theEarlierNameIsNotInTheHelp() {
        assertThat(Cli.run("data", "check", "--help").out())
                .contains("--unreadable")
                .doesNotContain("--broken");
    }
}
