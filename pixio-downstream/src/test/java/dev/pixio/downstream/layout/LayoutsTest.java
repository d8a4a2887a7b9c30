package dev.pixio.downstream.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.downstream.TestImages;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.FilePair;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.Segmentation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LayoutsTest {

    private static final PairSettings MASKS = PairSettings.of(PairSettings.Wanted.SEGMENTATION);
    private static final PairSettings DEPTH = PairSettings.of(PairSettings.Wanted.DEPTH);

    @TempDir
    private Path root;

    private void image(String name) throws IOException {
        TestImages.image(root.resolve(name), 6, 4, (x, y) -> 0x102030 * (x + 1));
    }

    private static Set<Float> values(DenseSource source, int index) throws IOException {
        Set<Float> values = new TreeSet<>();
        try (DenseSample sample = source.read(index)) {
            for (float value : sample.truth()) {
                values.add(value);
            }
        }
        return values;
    }

    @Test
    void vocIsReadByItsLists() throws IOException {
        image("JPEGImages/a.jpg");
        image("JPEGImages/b.jpg");
        image("JPEGImages/unlisted.jpg");
        TestImages.palette(root.resolve("SegmentationClass/a.png"), 6, 4, (x, y) -> x == 0 ? 255 : 15);
        TestImages.palette(root.resolve("SegmentationClass/b.png"), 6, 4, (x, y) -> y);
        Path lists = Files.createDirectories(root.resolve("ImageSets/Segmentation"));
        Files.writeString(lists.resolve("train.txt"), "a\n");
        Files.writeString(lists.resolve("val.txt"), "b\n");

        DenseData data = DenseLayouts.open(root, MASKS);

        assertThat(((Segmentation) data.task()).classes()).hasSize(21).contains("person");
        assertThat(data.train().size()).isEqualTo(1);
        assertThat(values(data.train(), 0)).containsExactly(15f, 255f);
        assertThat(values(data.test(), 0)).containsExactly(0f, 1f, 2f, 3f);
        assertThat(data.batchSize()).isEqualTo(32);
    }

    @Test
    void vocWithoutMasksIsReported() throws IOException {
        image("JPEGImages/a.jpg");

        assertThatThrownBy(() -> DenseLayouts.open(root, MASKS))
                .hasMessage(root + " has no folder SegmentationClass: the masks of VOC are needed");
    }

    @Test
    void otherOfAdeDoesNotCount() throws IOException {
        for (String part : new String[] {"training", "validation"}) {
            image("images/" + part + "/ADE_1.jpg");
            TestImages.grey(root.resolve("annotations/" + part + "/ADE_1.png"), 6, 4, (x, y) -> x == 5 ? 150 : x);
        }

        DenseData data = DenseLayouts.open(root, MASKS);

        assertThat(data.task().outputs()).isEqualTo(150);
        assertThat(values(data.test(), 0)).containsExactly(0f, 1f, 2f, 3f, 149f, 255f);
        assertThat(data.batchSize()).isEqualTo(16);
    }

    @Test
    void loveDaHasTwoAreas() throws IOException {
        for (String part : new String[] {"Train/Train", "Val/Val"}) {
            for (String area : new String[] {"Urban", "Rural"}) {
                image(part + "/" + area + "/images_png/0.png");
                TestImages.grey(
                        root.resolve(part + "/" + area + "/masks_png/0.png"),
                        6,
                        4,
                        (x, y) -> area.equals("Urban") ? 7 : 0);
            }
        }

        DenseData data = DenseLayouts.open(root, MASKS);

        assertThat(((Segmentation) data.task()).classes()).hasSize(7).startsWith("background", "building");
        assertThat(data.train().size()).isEqualTo(2);
        assertThat(values(data.train(), 0)).containsExactly(255f);
        assertThat(values(data.train(), 1)).containsExactly(6f);
    }

    @Test
    void nyuIsInMillimetresAndCutToWhatWasMeasured() throws IOException {
        for (String scene : new String[] {"sync/kitchen_0001", "official_splits/test/kitchen"}) {
            TestImages.image(root.resolve(scene + "/rgb_00007.jpg"), 640, 480, (x, y) -> x * 256 + y % 256);
            TestImages.depth(root.resolve(scene + "/sync_depth_00007.png"), 640, 480, (x, y) -> x * 10);
        }

        DenseData data = DenseLayouts.open(root, DEPTH);

        assertThat(((DepthEstimation) data.task()).range().max()).isEqualTo(10);
        assertThat(data.train().size()).isEqualTo(1);
        try (DenseSample sample = data.train().read(0)) {
            assertThat(sample.image().width()).isEqualTo(560);
            assertThat(sample.image().height()).isEqualTo(426);
            assertThat(sample.truth()[0]).isEqualTo(0.41f);
            assertThat(sample.truth()[559]).isEqualTo(6.0f);
        }
    }

    @Test
    void kittiIsDividedByDrives() throws IOException {
        for (int drive = 1; drive <= 5; drive++) {
            String name = "2011_09_26_drive_000" + drive + "_sync";
            for (int frame = 0; frame < 2; frame++) {
                image("images/2011_09_26/" + name + "/image_02/data/000000000" + frame + ".png");
                TestImages.depth(
                        root.resolve(
                                "annotations/" + name + "/proj_depth/groundtruth/image_02/000000000" + frame + ".png"),
                        6,
                        4,
                        (x, y) -> x == 0 ? 0 : 512);
            }
        }

        DenseData data = DenseLayouts.open(root, DEPTH);

        assertThat(data.test().size()).isEqualTo(2);
        assertThat(data.train().size()).isEqualTo(8);
        assertThat(data.test().name(0).replaceAll(".*(drive_\\d+).*", "$1"))
                .isEqualTo(data.test().name(1).replaceAll(".*(drive_\\d+).*", "$1"));
        assertThat(values(data.train(), 0)).containsExactly(0f, 2f);
        assertThat(((DepthEstimation) data.task()).range().max()).isEqualTo(80);
    }

    @Test
    void foldersOfPairsHoldOutAShare() throws IOException {
        for (int i = 0; i < 10; i++) {
            image("images/sub/" + i + ".jpg");
            TestImages.grey(root.resolve("masks/sub/" + i + ".png"), 6, 4, (x, y) -> x % 3);
        }
        image("images/alone.jpg");
        Files.writeString(root.resolve("classes.txt"), "road\ncar\nsky\n");

        DenseData data = DenseLayouts.open(root, MASKS);

        assertThat(((Segmentation) data.task()).classes()).containsExactly("road", "car", "sky");
        assertThat(data.train().size()).isEqualTo(8);
        assertThat(data.test().size()).isEqualTo(2);
        assertThat(data.notes())
                .containsExactly(root.resolve("images") + ": 1 image has no true values and is left out; "
                        + root.resolve("images/alone.jpg"));
    }

    @Test
    void numbersNameClassesThatHaveNoNames() throws IOException {
        image("images/train/a.jpg");
        image("images/val/b.jpg");
        TestImages.grey(root.resolve("masks/train/a.png"), 6, 4, (x, y) -> x == 3 ? 255 : x);
        TestImages.grey(root.resolve("masks/val/b.png"), 6, 4, (x, y) -> x + 2);

        DenseData data = DenseLayouts.open(root, MASKS);

        assertThat(((Segmentation) data.task()).classes()).hasSize(8).endsWith("class 7");
    }

    @Test
    void aMaskOfSixteenBitsIsNamedWhereClassesHaveNoNames() throws IOException {
        image("a/1.jpg");
        TestImages.depth(root.resolve("b/1.png"), 6, 4, (x, y) -> 300);
        FilePair pair = new FilePair(root.resolve("a"), root.resolve("b"));

        assertThatThrownBy(() -> PairLayout.open(pair, pair, MASKS))
                .hasMessage(root.resolve("b/1.png")
                        + ": is a grey PNG of 16 bits; a mask is a palette or grey PNG of up to 8 bits");
    }

    @Test
    void twoPairsOfFoldersNeedNoLayout() throws IOException {
        image("a/1.jpg");
        TestImages.depth(root.resolve("b/1.png"), 6, 4, (x, y) -> 1500);

        FilePair pair = new FilePair(root.resolve("a"), root.resolve("b"));
        DenseData data = PairLayout.open(pair, pair, DEPTH);

        assertThat(values(data.train(), 0)).containsExactly(1.5f);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // a backslash separates folders
    void aBackslashInANameIsKept() throws IOException {
        image("a/x\\1.jpg");
        TestImages.depth(root.resolve("b/x\\1.png"), 6, 4, (x, y) -> 1500);

        FilePair pair = new FilePair(root.resolve("a"), root.resolve("b"));

        assertThat(values(PairLayout.open(pair, pair, DEPTH).train(), 0)).containsExactly(1.5f);
    }

    @Test
    void badFilesAreNamed() throws IOException {
        for (String name : new String[] {"size", "eight", "label", "colour"}) {
            image("images/" + name + ".jpg");
        }
        TestImages.grey(root.resolve("masks/size.png"), 5, 4, (x, y) -> 0);
        TestImages.grey(root.resolve("masks/label.png"), 6, 4, (x, y) -> 9);
        TestImages.image(root.resolve("masks/colour.png"), 6, 4, (x, y) -> 0xFF0000);
        TestImages.grey(root.resolve("depth/eight.png"), 6, 4, (x, y) -> 3);

        assertThatThrownBy(() -> only("masks", "size", MASKS))
                .hasMessageStartingWith(root.resolve("masks/size.png") + ": has 5 x 4 pixels, and its image ")
                .hasMessageEndingWith(" 6 x 4");
        assertThatThrownBy(() -> only("masks", "label", MASKS))
                .hasMessage(root.resolve("masks/label.png")
                        + ": has the label 9, and the 2 classes are 0 to 1 (255 is ignored)");
        assertThatThrownBy(() -> only("masks", "colour", MASKS))
                .hasMessageStartingWith(root.resolve("masks/colour.png") + ": has 3 channels");
        assertThatThrownBy(() -> only("depth", "eight", DEPTH))
                .hasMessage(
                        root.resolve("depth/eight.png") + ": is a grey PNG of 8 bits; depth is a grey PNG of 16 bits");
    }

    /** Reads the only pair of two folders, with two classes. */
    private void only(String truth, String name, PairSettings settings) throws IOException {
        Path images = Files.createTempDirectory(root, "only");
        Path values = Files.createTempDirectory(root, "only");
        Files.copy(root.resolve("images/" + name + ".jpg"), images.resolve(name + ".jpg"));
        Files.createSymbolicLink(values.resolve(name + ".png"), root.resolve(truth + "/" + name + ".png"));
        PairSettings named = new PairSettings(
                settings.task(),
                List.of("a", "b"),
                settings.perMetre(),
                settings.range(),
                settings.testShare(),
                settings.seed());
        FilePair pair = new FilePair(images, values);
        try {
            PairLayout.open(pair, pair, named).train().read(0).close();
        } catch (IOException e) {
            throw new IOException(
                    String.valueOf(e.getMessage())
                            .replace(values.toString(), root.resolve(truth).toString()),
                    e);
        }
    }

    @Test
    void namesThatAreNoUtf8AreReportedWithTheirFile() throws IOException {
        image("images/a.jpg");
        TestImages.grey(root.resolve("masks/a.png"), 6, 4, (x, y) -> x);
        Files.write(root.resolve("classes.txt"), "stra\u00dfe".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> DenseLayouts.open(root, MASKS))
                .hasMessage(root.resolve("classes.txt") + ": it is not text in UTF-8");
    }

    @Test
    void anEmptyLineBetweenNamesIsReported() throws IOException {
        image("images/a.jpg");
        TestImages.grey(root.resolve("masks/a.png"), 6, 4, (x, y) -> x);
        Files.writeString(root.resolve("classes.txt"), "road\n\nsky\n\n");

        assertThatThrownBy(() -> DenseLayouts.open(root, MASKS))
                .hasMessage(root.resolve("classes.txt") + ": line 2 is empty, where the name of label 1 should be");
    }

    @Test
    void aFolderOfNoLayoutIsReportedWithAllOfThem() {
        assertThatThrownBy(() -> DenseLayouts.open(root, DEPTH))
                .hasMessageStartingWith(root + " has none of the known layouts: nyuv2 (")
                .hasMessageContaining("pairs (images, and masks or depth");
    }
}
