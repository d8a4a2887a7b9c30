package dev.pixio.data.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.StratifiedSplit;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFolderSourceTest {

    @TempDir
    private Path folder;

    /** Expected: ImageFolder(...).classes and .targets of torchvision 0.29 for this tree. */
    @Test
    void foldersAreClassesInTheOrderOfCharacterCodes() throws IOException {
        add(
                "dog/1.png",
                "cat/2.png",
                "cat/deep/er/3.png",
                "Zebra/4.png",
                "img10/5.png",
                "img2/6.png",
                "stray.png",
                ".x/7.png");
        ClassFolderSource source = ClassFolderSource.of(folder);

        assertThat(source.classes()).containsExactly("Zebra", "cat", "dog", "img10", "img2");
        assertThat(source.size()).isEqualTo(6);
        List<String> found = LongStream.range(0, source.size())
                .mapToObj(i -> source.name(i) + "=" + source.classes().get(source.classOf(i)))
                .sorted()
                .toList();
        assertThat(found)
                .containsExactly(
                        "Zebra/4.png=Zebra",
                        "cat/2.png=cat",
                        "cat/deep/er/3.png=cat",
                        "dog/1.png=dog",
                        "img10/5.png=img10",
                        "img2/6.png=img2");
        try (RgbImage image = source.read(0)) {
            assertThat(image.width()).isEqualTo(9);
        }
    }

    @Test
    void foldersWithoutAtLeastTwoClassesAreRefused() throws IOException {
        add("only/1.png");
        assertThatThrownBy(() -> ClassFolderSource.of(folder))
                .hasMessageContaining("contains only one class, 'only', of 1 image; ");
        assertThatThrownBy(() -> ClassFolderSource.of(folder.resolve("only")))
                .hasMessageContaining("contains no class folders; labelled images need one folder per class");
        assertThatThrownBy(() -> ClassFolderSource.of(folder.resolve("none"))).hasMessageContaining("no such folder");
        Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> ClassFolderSource.of(folder)).hasMessageContaining("empty contains no images");
    }

    @Test
    void aSplitHoldsOutTheShareOfEachClassWithoutOverlap() {
        int[] labels =
                IntStream.range(0, 100).map(i -> i < 80 ? 0 : i < 99 ? 1 : 2).toArray();
        StratifiedSplit split = StratifiedSplit.of(labels, 0.25, 7, "test");

        assertThat(IntStream.concat(IntStream.of(split.kept()), IntStream.of(split.heldOut()))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, 100).toArray());
        assertThat(IntStream.of(split.heldOut()).filter(i -> labels[i] == 0)).hasSize(20);
        assertThat(IntStream.of(split.heldOut()).filter(i -> labels[i] == 1)).hasSize(5);
        assertThat(IntStream.of(split.heldOut()).filter(i -> labels[i] == 2)).isEmpty();
        assertThat(StratifiedSplit.of(labels, 0.25, 7, "test").heldOut()).isEqualTo(split.heldOut());
        assertThat(StratifiedSplit.of(labels, 0.25, 8, "test").heldOut()).isNotEqualTo(split.heldOut());
        assertThatThrownBy(() -> StratifiedSplit.of(labels, 1, 7, "test")).hasMessageContaining("less than 1, not 1.0");
    }

    private void add(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.write(folder.resolve(name), TestImages.encode(TestImages.gradient(9, 8), "png"));
        }
    }
}
