package dev.pixio.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Videos that are cut off, or of which bytes are changed. */
@Timeout(300)
class DamagedVideosTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h264.mp4 | 0.6 | it is cut off: it has 12 of 30 frames",
                "h264.mp4 | 0.99 | it is damaged or cut off: 1 frame of it is incomplete",
                "mpeg4.mov | 0.6 | it is cut off: it has 16 of 30 frames",
                "mpeg4.avi | 0.6 | it is cut off: it has 10 of 30 frames",
                "mjpeg.avi | 0.6 | it is cut off: it has 4 of 10 frames",
                "vp9.webm | 0.6 | it is cut off: it ends after 1.7 of 3.0 seconds",
                "av1.mkv | 0.9 | it is cut off: it ends after 2.4 of 3.0 seconds",
                "sound.mkv | 0.6 | it is cut off: it ends after 2.0 of 3.0 seconds",
            })
    void aVideoThatIsCutOffIsNamedAndItsFramesAreUsed(String name, double share, String reason) throws IOException {
        byte[] whole = Files.readAllBytes(GoldenVideos.file(name));
        Files.write(folder.resolve("x" + name), Arrays.copyOf(whole, (int) (share * whole.length)));
        List<String[]> golden = GoldenVideos.lines("frames.csv", name);
        try (ImageSource source = GoldenVideos.open(folder.resolve("x" + name) + "#every:1")) {
            assertThat(source.leftOut().lines()).containsExactly("x" + name + ": " + reason);
            assertThat(source.leftOut().counts()).containsExactly(entry("videos of which frames are missing", 1L));
            assertThat(source.leftOut().unreadable()).isEqualTo(1);
            assertThat(source.size()).isBetween(1L, golden.size() - 1L);
            assertThat(GoldenVideos.names(source))
                    .isSubsetOf(golden.stream().map(values -> values[1] + "ms").toList());
            for (int i = 0; i < source.size(); i++) {
                String time = source.name(i);
                String expected = golden.stream()
                        .filter(values -> time.equals(values[1] + "ms"))
                        .findFirst()
                        .orElseThrow()[2];
                try {
                    assertThat(GoldenVideos.digest(source, i, 64)).as(time).isEqualTo(expected);
                } catch (ImageReadException e) { // it needs one that is missing
                    assertThat(e)
                            .hasMessageMatching("the frame (cannot be decoded|is damaged, or one that it depends on)");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264.mp4", "sound.mkv", "mpeg4.avi", "variable.mkv", "vp9.webm", "cut.mp4"})
    void aWholeVideoIsNotSaidToBeCutOff(String name) throws IOException {
        try (ImageSource source = GoldenVideos.open(GoldenVideos.file(name).toString())) {
            assertThat(source.leftOut().lines()).isEmpty();
        }
    }

    /** Bytes within the frames are changed: pictures that a decoder made up are not used. */
    @Test
    void framesThatAreDamagedAreUnreadable() throws IOException {
        byte[] bytes = Files.readAllBytes(GoldenVideos.file("h264.mp4"));
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            bytes[bytes.length / 2 + random.nextInt(bytes.length / 2)] = (byte) random.nextInt();
        }
        Path file = Files.write(folder.resolve("damaged.mp4"), bytes);
        List<String[]> golden = GoldenVideos.lines("frames.csv", "h264.mp4");
        int unreadable = 0;
        try (ImageSource source = GoldenVideos.open(file + "#every:1")) {
            for (int i = 0; i < source.size(); i++) {
                try {
                    GoldenVideos.digest(source, i, 64);
                } catch (ImageReadException e) {
                    unreadable++;
                }
            }
            assertThat(source.size()).isEqualTo(golden.size());
        }
        assertThat(unreadable).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264.mp4", "mpeg4.avi", "vp9.webm", "av1.mkv", "hevc.mp4"})
    void changedBytesAreReported(String name) throws IOException {
        byte[] whole = Files.readAllBytes(GoldenVideos.file(name));
        Random random = new Random(name.hashCode());
        for (int change = 0; change < 40; change++) {
            byte[] bytes = change % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; i < change % 4 * 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(change % 2 == 0 ? bytes.length : Math.min(bytes.length, 1200))] =
                        (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve(change + name), bytes);
            try (ImageSource source = GoldenVideos.open(file + "#every:7")) {
                for (long i = 0; i < Math.min(source.size(), 20); i++) {
                    try (RgbImage image = source.read(i)) {
                        assertThat(image.width()).isPositive();
                    } catch (ImageReadException e) {
                        assertThat(e.reason()).isNotBlank().doesNotContain("\n", "null", "Exception");
                    }
                }
            } catch (IOException e) {
                assertThat(e.getMessage()).contains(name).doesNotContain("\n", "null", "Exception");
            }
        }
    }
}
