package dev.pixio.search.thumbnail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.TestImages;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.Sha256;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ThumbnailsTest {

    private String digest = "";

    @TempDir
    private Path folder;

    private final List<Socket> accepted = new ArrayList<>();
    private Path images;
    private Thumbnails thumbnails;

    @BeforeEach
    void write() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        Files.write(images.resolve("wide.png"), TestImages.encode(TestImages.gradient(800, 200), "png"));
        Files.write(folder.resolve("secret.png"), TestImages.encode(TestImages.gradient(50, 50), "png"));
        digest =
                new Sha256().add(Files.readAllBytes(images.resolve("wide.png"))).hex();
        thumbnails = thumbnails();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket connection : accepted) {
            connection.close();
        }
    }

    private Thumbnails thumbnails() {
        return new Thumbnails(folder.resolve("thumbnails"), new IndexedFiles(ImageDecoder.withDefaults()));
    }

    private IndexedImage image(String path) {
        return new IndexedImage(0, IndexRoot.of(images), path, FileFacts.NONE.withSha256(digest));
    }

    @Test
    void theLongerSideIs256Pixels() throws IOException {
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(thumbnails.of(image("wide.png"))));

        assertThat(thumbnail.getWidth()).isEqualTo(256);
        assertThat(thumbnail.getHeight()).isEqualTo(64);
        // Red is the column of the image of 800, modulo 256: column 40 shows column 125.
        assertThat((thumbnail.getRGB(40, 32) >> 16) & 255).isBetween(115, 135);
        assertThat(thumbnail.getRGB(40, 32) & 255).isBetween(190, 210); // blue is 200
    }

    @Test
    void smallImagesAreNotEnlarged() {
        assertThat(Thumbnails.size(40, 30)).isEqualTo(new ImageSize(30, 40));
        assertThat(Thumbnails.size(10_000, 1)).isEqualTo(new ImageSize(1, 256));
    }

    @Test
    void aThumbnailIsMadeOnce() throws IOException {
        byte[] made = thumbnails.of(image("wide.png"));
        Files.delete(images.resolve("wide.png"));

        assertThat(thumbnails.of(image("wide.png"))).isEqualTo(made); // from memory
        assertThat(thumbnails().of(image("wide.png"))).isEqualTo(made); // from its file
    }

    @Test
    void aTruncatedFileOfTheCacheIsMadeAgain() throws IOException {
        byte[] made = thumbnails.of(image("wide.png"));
        Path file = folder.resolve("thumbnails").resolve(digest.substring(0, 2)).resolve(digest + ".jpg");
        Files.write(file, List.of("no JPEG"));

        assertThat(thumbnails().of(image("wide.png"))).isEqualTo(made);
        assertThat(Files.readAllBytes(file)).isEqualTo(made);
    }

    @Test
    void filesOutsideOfTheFolderAreNotRead() throws IOException {
        Files.createSymbolicLink(images.resolve("link.png"), folder.resolve("secret.png"));

        for (String path : List.of(
                "../secret.png", "link.png", folder.resolve("secret.png").toString())) {
            assertThatThrownBy(() -> thumbnails.of(image(path)))
                    .as(path)
                    .isInstanceOf(ImageReadException.class)
                    .hasMessage("it is a link out of the folder that was indexed");
        }
        assertThat(folder.resolve("thumbnails")).doesNotExist();
    }

    @Test
    void aFileThatIsGoneIsReported() {
        assertThatThrownBy(() -> thumbnails.of(image("gone.png"))).hasMessage("no such file");
    }

    @Test
    void noTemporaryFilesStay() throws IOException {
        thumbnails.of(image("wide.png"));

        try (Stream<Path> files = Files.walk(folder.resolve("thumbnails"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    /** More of them than images are read at a time. */
    @Test
    @Timeout(60)
    void serversThatDoNotAnswerKeepNoOtherImageWaiting() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 3; i++) {
                String data = "http://127.0.0.1:" + silent.getLocalPort() + "/" + i + ".tar";
                IndexedImage remote =
                        new IndexedImage(i, new IndexRoot(data, Optional.empty()), "a.png", FileFacts.NONE);
                Thread request = new Thread(
                        () -> assertThatThrownBy(() -> thumbnails.of(remote)).isInstanceOf(ImageReadException.class),
                        "request " + i);
                request.setDaemon(true);
                request.start();
                accepted.add(silent.accept());
            }

            assertThat(thumbnails.of(image("wide.png"))).isNotEmpty();
        }
    }

    /** The index says the old digest until it is updated; the thumbnail of that digest must not be one of the new content. */
    @Test
    void theThumbnailOfAFileThatWasEditedIsNotKeptUnderItsOldDigest() throws IOException {
        byte[] before = Files.readAllBytes(images.resolve("wide.png"));
        Files.write(images.resolve("wide.png"), TestImages.encode(TestImages.gradient(100, 200), "png"));
        byte[] edited = thumbnails.of(image("wide.png"));
        assertThat(thumbnails().of(image("wide.png"))).isEqualTo(edited);

        Files.write(images.resolve("wide.png"), before);
        BufferedImage restored = ImageIO.read(new ByteArrayInputStream(thumbnails.of(image("wide.png"))));
        assertThat(restored.getWidth()).isEqualTo(256);
        assertThat(restored.getHeight()).isEqualTo(64);
    }
}
