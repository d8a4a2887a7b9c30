package dev.pixio.data.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListSourceTest {

    @TempDir
    private Path folder;

    private Path elsewhere;

    @BeforeEach
    void images() throws IOException {
        Files.createDirectories(folder.resolve("lists"));
        Files.createDirectories(folder.resolve("lists/sub"));
        Files.write(folder.resolve("lists/sub/a b.png"), TestImages.encode(TestImages.gradient(4, 3), "png"));
        elsewhere = Files.write(folder.resolve("other.png"), TestImages.encode(TestImages.gradient(5, 3), "png"));
    }

    @Test
    void pathsAreRelativeToTheFolderOfTheListOrAbsolute() throws IOException {
        ListSource source = list("\uFEFFsub/a b.png\r\n\r\n  " + elsewhere + "\n../other.png");

        assertThat(source.size()).isEqualTo(3);
        assertThat(source.name(0)).isEqualTo("sub/a b.png");
        assertThat(source.name(1)).isEqualTo(elsewhere.toString());
        assertThat(width(source, 0)).isEqualTo(4);
        assertThat(width(source, 1)).isEqualTo(5);
        assertThat(width(source, 2)).isEqualTo(5);
        assertThat(source.description()).isEqualTo("3 images in the list " + folder.resolve("lists/train.txt"));
    }

    @Test
    void aMissingFileIsAnUnreadableImage() throws IOException {
        ListSource source = list("gone.png\nsub\nbad\0name.png\nsub/a b.png");

        assertThatThrownBy(() -> source.read(0))
                .isInstanceOf(ImageReadException.class)
                .hasMessage("no such file");
        assertThatThrownBy(() -> source.read(1)).hasMessage("not a regular file");
        assertThatThrownBy(() -> source.read(2)).hasMessage("not a path of this system");
        assertThat(width(source, 3)).isEqualTo(4);
    }

    @Test
    void whatIsNoListIsRefusedInOneLine() throws IOException {
        Path list = folder.resolve("lists/train.txt");
        assertThatThrownBy(() -> list(" \n\n")).hasMessageStartingWith("the list " + list + " is empty");
        assertThatThrownBy(() -> list("a".repeat(40_000)))
                .hasMessage("the list " + list
                        + " cannot be read: line 1 has more than 32768 characters, which is no path");
        Files.write(list, "ok.png\ncaf\u00e9.png\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ListSource.of(list, ImageDecoder.withDefaults(), found -> {}))
                .hasMessageContaining("is not text in UTF-8, near line");
    }

    private ListSource list(String text) throws IOException {
        Path list = Files.writeString(folder.resolve("lists/train.txt"), text);
        return ListSource.of(list, ImageDecoder.withDefaults(), found -> {});
    }

    private static int width(ListSource source, long index) throws ImageReadException {
        try (RgbImage image = source.read(index)) {
            return image.width();
        }
    }
}
