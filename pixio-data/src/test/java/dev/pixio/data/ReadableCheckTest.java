package dev.pixio.data;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadableCheckTest {

    @TempDir
    private Path folder;

    @Test
    void oneReadableImageIsEnough() throws IOException {
        Files.writeString(folder.resolve("1.jpg"), "<html>");
        Files.writeString(folder.resolve("2.jpg"), "");
        assertThatThrownBy(() -> ReadableCheck.require(FolderSource.of(folder)))
                .isInstanceOf(IOException.class)
                .hasMessage("no image can be read from 2 images in " + folder
                        + ", first 1.jpg: not an image: starts with '<html>'");
        Files.write(folder.resolve("3.png"), TestImages.encode(TestImages.gradient(4, 4), "png"));
        assertThatCode(() -> ReadableCheck.require(FolderSource.of(folder))).doesNotThrowAnyException();
    }
}
