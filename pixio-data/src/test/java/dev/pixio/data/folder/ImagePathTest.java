package dev.pixio.data.folder;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagePathTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "photos.zip | 504b0304 | is a zip archive: unpack it and give the folder",
                "photos.jpg | 504b0304 | is a zip archive: unpack it and give the folder",
                "a.7z | 377abcaf271c | is a 7z archive: unpack it and give the folder",
                "clip.dat | 1a45dfa3 | is a video: extract its frames and give their folder",
                "a.pdf | 255044462d312e37 | PDF is not supported: convert it to JPEG or PNG",
                "list.txt | 70686f746f732f312e6a70670a | is a text file: give a folder of images, or one image",
                "1.png | 3c21444f43545950452068746d6c3e | is a text file: give a folder of images, or one image",
                "model.pth | 504b0304 | is not an image but a file of weights or arrays",
                "model.safetensors | 4000000000000000 | is not an image but a file of weights or arrays",
                "x.dat | 010203 | is neither a folder nor an image: not an image: starts with the bytes 01 02 03"
            })
    void aFileThatIsNoImageIsRefusedByWhatItIs(String name, String hexDigits, String reason) throws IOException {
        Path file = Files.write(folder.resolve(name), HexFormat.of().parseHex(hexDigits));
        assertThatThrownBy(() -> FolderSource.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> ClassFolderSource.of(file)).hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scenes:20 | no such folder: scenes:20; pixio evaluate and embed take scenes:N, and",
                "https://example.org/photos.zip | https://example.org/photos.zip is an address, and images are read from files: download",
                "s3://bucket/photos | only tar archives and Parquet files may be on a web server",
                "photos/*.jpg | no such folder: photos/*.jpg; a pattern is not expanded: give the folder",
                "photos/[ab] | a pattern is not expanded",
                "., photos | no such folder: ., photos; it takes one folder, not a list",
                "photos | no such folder: photos",
                "cat.jpg | no such file: cat.jpg",
            })
    void aPathThatDoesNotExistIsRefusedByWhatItIs(String path, String reason) {
        assertThatThrownBy(() -> FolderSource.of(Path.of(path)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> ClassFolderSource.of(Path.of(path))).hasMessageContaining(reason);
    }

    @Test
    void aLinkThatLeadsNowhereIsNamed() throws IOException {
        Path link = folder.resolve("photos");
        try {
            Files.createSymbolicLink(link, folder.resolve("gone"));
        } catch (UnsupportedOperationException e) {
            Assumptions.abort("skipped: this system has no symbolic links");
        }
        assertThatThrownBy(() -> FolderSource.of(link)).hasMessageStartingWith(link + " is a link that leads nowhere");
    }

    /** Its first image is a small preview, which a reader of TIFF would take for the photograph. */
    @Test
    void aRawFileIsNotReadAsTiff() throws IOException {
        Path file = Files.write(folder.resolve("1.NEF"), TestImages.encode(TestImages.gradient(4, 4), "tif"));
        assertThatThrownBy(() -> FolderSource.of(file)).hasMessageContaining("camera RAW is not supported");
    }

    /** Reading its first bytes would wait for a writer. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsRefused() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.png");
        try {
            int code = new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();
            Assumptions.assumeTrue(code == 0, "skipped: mkfifo failed");
        } catch (IOException e) {
            Assumptions.abort("skipped: there is no mkfifo");
        }
        assertThatThrownBy(() -> FolderSource.of(pipe))
                .hasMessage(pipe + " is neither a folder nor an image: not a regular file");
    }

    @Test
    void oneImageHasNoClasses() throws IOException {
        Path file = Files.write(folder.resolve("1.png"), TestImages.encode(TestImages.gradient(4, 4), "png"));
        assertThatThrownBy(() -> ClassFolderSource.of(file)).hasMessageEndingWith("a folder with one folder per class");
    }
}
