package dev.pixio.cli.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.ModelFile;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SearchCommandTest {

    @TempDir
    private static Path models;

    @TempDir
    private Path folder;

    private Path images;

    @BeforeAll
    static void save() throws IOException {
        save(models.resolve("tiny.safetensors"), 1);
        save(models.resolve("other.safetensors"), 2);
    }

    private static void save(Path file, long seed) throws IOException {
        PixioConfig config = new PixioConfig(
                new PatchGrid(32, 32, 3, 8),
                new EncoderConfig(16, 2, 2, 4, 2, 0),
                new DecoderConfig(16, 1, 1, 4),
                new MaskConfig(0.5, 1),
                Positions.LEARNED,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        try (PointerScope scope = new PointerScope()) {
            ModelFile.save(file, new Pixio(config, seed), Map.of());
        }
    }

    @BeforeEach
    void draw() throws IOException {
        images = folder.resolve("images");
        for (int i = 0; i < 6; i++) {
            draw(images.resolve(i % 2 == 0 ? "even" : "odd").resolve(i + ".png"), i);
        }
    }

    private static void draw(Path file, int number) throws IOException {
        BufferedImage image = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(Color.getHSBColor(number / 6f, 0.9f, 0.9f));
        drawing.fillRect(4 * number, 0, 24, 40);
        drawing.dispose();
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    private Cli index(String... more) {
        return Cli.run(indexArguments(more));
    }

    private String[] indexArguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "index",
                "--data",
                images.toString(),
                "--out",
                folder.resolve("index").toString()));
        arguments.addAll(List.of(more));
        if (!arguments.contains("--weights")) {
            arguments.addAll(
                    List.of("--weights", models.resolve("tiny.safetensors").toString()));
        }
        return arguments.toArray(String[]::new);
    }

    private Cli search(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "search",
                folder.resolve("index").toString(),
                "--image",
                images.resolve("even").resolve("2.png").toString()));
        arguments.addAll(List.of(more));
        return Cli.run(arguments.toArray(String[]::new));
    }

    @Test
    void theMostSimilarImagesAreListed() {
        Cli made = index();
        Cli found = search("--top", "3");

        assertThat(made.err()).isEmpty();
        assertThat(made.out())
                .contains(images + ": 6 images, 6 to compute")
                .contains("index: 6 images; 6 added, 0 changed, 0 removed; 6 in ");
        assertThat(found.err()).isEmpty();
        assertThat(found.out().lines()).hasSize(5);
        assertThat(found.out()).startsWith("6 images, exact, ");
        assertThat(found.out().lines().skip(2).findFirst().orElseThrow())
                .isEqualTo("   1      1.0000      48 x 40  even/2.png");
    }

    @Test
    void jsonHasTheHitsOfAFolder() {
        index();

        JsonNode found =
                JsonMapper.shared().readTree(search("--folder", "odd", "--json").out());

        assertThat(found.path("hits")).hasSize(3).allSatisfy(hit -> {
            assertThat(hit.path("path").asString()).startsWith("odd/");
            assertThat(hit.path("root").asString()).isEqualTo(images.toString());
            assertThat(hit.path("width").asInt()).isEqualTo(48);
        });
        assertThat(search("--folder", "none").out()).contains("no image in the folder none");
    }

    @Test
    void aRegionIsSearchedForAndASheetIsWritten() throws IOException {
        index();
        Path sheet = folder.resolve("sheet.png");

        Cli found = search("--box", "8,0,24,40", "--out", sheet.toString(), "--top", "5");

        assertThat(found.code()).isZero();
        BufferedImage drawn = ImageIO.read(sheet.toFile());
        assertThat(drawn.getWidth()).isGreaterThan(6 * 176); // the query and five images
        assertThat(search("--out", sheet.toString()).err()).contains("it exists; replace it with --overwrite");
    }

    @Test
    void mistakesAreOneLine() throws IOException {
        assertThat(search().err()).startsWith("pixio: there is no index in ");
        index();
        assertThat(search("--box", "1,2,3").err()).contains("--box: a box is X,Y,W,H in pixels");
        assertThat(search("--box", "40,0,20,10").err())
                .contains("the box of 20 x 10 pixels at (40, 0) is not in the image of 48 x 40");
        assertThat(search("--top", "0").err()).contains("--top: the number of images must be 1 to 10000, not 0");
        assertThat(index("--weights", models.resolve("other.safetensors").toString())
                        .err())
                .contains("was made with other weights or settings")
                .contains("--overwrite");
        assertThat(index("--pool", "maps", "--overwrite").err())
                .contains("choose class-mean, class-concat or patch-mean");
        assertThat(Cli.run("index", "--weights", "x", "--data", "y").err())
                .contains("give one of --out DIR and --index jdbc:postgresql://HOST/DATABASE");
        Path bad = Files.writeString(folder.resolve("bad.png"), "no image");
        assertThat(Cli.run("search", folder.resolve("index").toString(), "--image", bad.toString())
                        .err()
                        .lines())
                .singleElement()
                .asString()
                .startsWith("pixio: " + bad + ": ");
    }

    @Test
    void recallOfAnExactSearchIsOne() {
        index();
        String folderOfIndex = folder.resolve("index").toString();

        assertThat(Cli.run("search", folderOfIndex, "--recall").out())
                .startsWith("6 images: recall@10 1.0000 of 6 queries; exact ");
        assertThat(Cli.run("search", folderOfIndex).err()).contains("give one of --image FILE and --recall");
    }

    @Test
    void unreadableImagesAreNamedOnce() throws IOException {
        Files.writeString(images.resolve("bad.png"), "no image");

        Cli made = Cli.runWithLog(indexArguments("--json"));
        Cli again = Cli.runWithLog(indexArguments("--quiet"));

        assertThat(made.errLines("bad.png"))
                .singleElement()
                .asString()
                .startsWith("warning: skipped bad.png: not an image");
        assertThat(again.errLines("bad.png")).hasSize(1);
        assertThat(again.out()).contains("; 1 skipped");
        JsonNode result = JsonMapper.shared().readTree(made.out());
        assertThat(result.path("images").asInt()).isEqualTo(6);
        assertThat(result.path("skipped").get(0).path("path").asString()).isEqualTo("bad.png");
    }

    @Test
    void imagesWithTheNameOfAnEarlierOneAreNamedAndCounted() throws IOException {
        Path archive = folder.resolve("images.tar");
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            add(tar, "dup.png", images.resolve("even/2.png"));
            add(tar, "other.png", images.resolve("odd/1.png"));
            add(tar, "dup.png", images.resolve("odd/5.png"));
        }
        String index = folder.resolve("index").toString();

        Cli made = Cli.runWithLog(
                "index",
                "--weights",
                models.resolve("tiny.safetensors").toString(),
                "--data",
                archive.toString(),
                "--out",
                index);

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.errLines("dup.png"))
                .containsExactly("warning: skipped dup.png: another image of the same name comes before it");
        assertThat(made.out())
                .contains("3 images, 2 to compute", "2 images; 2 added, 0 changed, 0 removed", "; 1 skipped");
        assertThat(search("--top", "1").out()).contains("1.0000      48 x 40  dup.png"); // the first is 2.png
    }

    private static void add(TarArchiveOutputStream tar, String name, Path file) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(Files.size(file));
        tar.putArchiveEntry(entry);
        Files.copy(file, tar);
        tar.closeArchiveEntry();
    }

    @Test
    void anUpdateOfADamagedIndexIsRefusedInOneLine() throws IOException {
        index();
        Path vectors = folder.resolve("index/generation-1/vectors.f32");
        byte[] changed = Files.readAllBytes(vectors);
        changed[40] ^= 0x41;
        Files.write(vectors, changed);

        Cli update = index();

        assertThat(update.code()).isEqualTo(1);
        assertThat(update.err().lines())
                .singleElement()
                .asString()
                .startsWith("pixio: " + vectors + " is damaged: its checksum is not that of the index")
                .endsWith("pixio index with --overwrite");
        assertThat(vectors).hasBinaryContent(changed);
        assertThat(index("--overwrite").code()).isZero();
    }

    @Test
    void anIndexInTheFolderOfTheImagesDoesNotIndexItself() {
        Path inside = images.resolve("index");
        List<String> arguments = List.of(
                "index",
                "--weights",
                models.resolve("tiny.safetensors").toString(),
                "--data",
                images.toString(),
                "--out",
                inside.toString());
        Cli.run(arguments.toArray(String[]::new));
        Cli.run(
                "search",
                inside.toString(),
                "--image",
                images.resolve("odd").resolve("1.png").toString(),
                "--out",
                folder.resolve("sheet.png").toString()); // writes thumbnails

        assertThat(Cli.run(arguments.toArray(String[]::new)).out()).contains("6 images; 0 added, 0 changed, 0 removed");
    }
}
