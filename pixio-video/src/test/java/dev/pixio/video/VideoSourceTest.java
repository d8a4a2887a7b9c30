package dev.pixio.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.pixio.data.EpochBatches;
import dev.pixio.data.EpochBatches.Unreadable;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On videos, and on the frames that the program ffmpeg decodes of them. */
@Timeout(300)
class VideoSourceTest {

    private static final int BATCH = 6;

    @TempDir
    private Path folder;

    private static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(VideoSourceTest.class.getResource("/videos/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ImageSource open(String value) throws IOException {
        return DataSources.STANDARD.open(value, SourceSettings.DEFAULT);
    }

    /** The other values of the lines of a video. */
    private static List<String[]> golden(String file, String video) throws IOException {
        return Files.readAllLines(file(file)).stream()
                .map(line -> line.split(",", -1))
                .filter(values -> values[0].equals(video))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h264.mp4", "sound.mkv", "open.mp4", "hevc.mp4", "mpeg4.avi", "mpeg4.mov", "mjpeg.avi", "vp8.webm",
                "vp9.webm", "av1.mkv", "av1.mp4", "variable.mkv", "bt709.mp4", "rotated.mp4", "odd.mp4", "cut.mp4"
            })
    void framesAreThoseOfTheProgramInAnyOrder(String video) throws IOException {
        List<String[]> golden = golden("frames.csv", video);
        int width = video.equals("rotated.mp4") ? 48 : video.equals("odd.mp4") ? 50 : 64;
        try (ImageSource source = open(file(video) + "#every:1")) {
            assertThat(names(source))
                    .isEqualTo(golden.stream().map(values -> values[1] + "ms").toList());
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, golden.size()).boxed().toList());
            for (int pass = 0; pass < 3; pass++) {
                for (int frame : order) {
                    assertThat(digest(source, frame, width))
                            .as("frame %d in pass %d", frame, pass)
                            .isEqualTo(golden.get(frame)[2]);
                }
                if (pass == 0) {
                    Collections.reverse(order);
                } else {
                    Collections.shuffle(order, new Random(1));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264.mp4", "vp9.webm", "av1.mkv", "variable.mkv"})
    void framesAtTimesAreThoseOfTheProgram(String video) throws IOException {
        List<String[]> golden = golden("times.csv", video);
        String times = String.join("+", golden.stream().map(values -> values[1]).toList());
        try (ImageSource source = open(file(video) + "#at:" + times)) {
            assertThat(source.size()).isEqualTo(golden.size());
            for (int i = 0; i < golden.size(); i++) {
                assertThat(digest(source, i, 64)).as(golden.get(i)[1]).isEqualTo(golden.get(i)[2]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "h264.mp4#every:10 | [0ms, 1000ms, 2000ms]",
                "h264.mp4#every:100 | [0ms]",
                "h264.mp4#every:2147483647 | [0ms]",
                "h264.mp4#fps:2 | [0ms, 500ms, 1000ms, 1500ms, 2000ms, 2500ms]",
                "h264.mp4#fps:0.5 | [0ms, 2000ms]",
                "h264.mp4 | [0ms, 1000ms, 2000ms]",
                "h264.mp4#at:0.11+2.9+7 | [200ms, 2900ms]",
                "variable.mkv#every:4 | [0ms, 500ms, 1000ms, 1500ms, 2000ms, 2500ms]",
                "variable.mkv#fps:10 | 24",
                "h264.mp4#fps:1000 | 30",
            })
    void framesAreChosen(String value, String expected) throws IOException {
        String name = value.replaceFirst("#.*", "");
        try (ImageSource source = open(file(name) + value.substring(name.length()))) {
            if (expected.startsWith("[")) {
                assertThat(names(source)).hasToString(expected);
            } else {
                assertThat(source.size()).isEqualTo(Integer.parseInt(expected));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#every:0 | every needs a number of frames, at least 1, not 0",
                "#every:1.5 | the frames of a video are chosen by every:30, fps:0.5 or at:0.5+3.2, not by every:1.5",
                "#fps:0 | fps needs a number of frames greater than 0, not 0.0",
                "#at:2+1 | the times of at must ascend: 1.0 follows 2.0",
                "#at:90 | no frames of videos in FILE: h264.mp4: it has no frame for at:90",
            })
    void mistakesAreOneLine(String choice, String message) {
        Path file = file("h264.mp4");
        assertThatThrownBy(() -> open(file + choice)).hasMessage(message.replace("FILE", file.toString()));
        assertThatThrownBy(() -> open(folder + "/gone.mp4")).hasMessage("no such file: " + folder + "/gone.mp4");
        assertThatThrownBy(() -> open(folder + "/*.mkv")).hasMessage("no video matches " + folder + "/*.mkv");
        assertThatThrownBy(() -> open(folder + "#fps:1"))
                .hasMessageStartingWith("no videos in " + folder + ": looked for ");
    }

    @Test
    void aFolderHasItsVideosIfFramesAreChosen() throws IOException {
        Files.createDirectories(folder.resolve("b"));
        Files.copy(file("h264.mp4"), folder.resolve("b/one.MP4"));
        Files.copy(file("vp9.webm"), folder.resolve("two.webm"));
        Files.writeString(folder.resolve("bad.mp4"), "no video ".repeat(100));
        Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(Files.readAllBytes(file("h264.mp4")), 300));
        Files.writeString(folder.resolve("list.mp4"), "#EXTM3U\n#EXTINF:1\nb/one.MP4\n#EXT-X-ENDLIST\n");
        Files.writeString(folder.resolve(".hidden.mp4"), "");
        Files.createSymbolicLink(folder.resolve("cycle"), folder);
        try (ImageSource source = open(folder + "#every:20")) {
            assertThat(names(source))
                    .containsExactly("b/one.MP4/0ms", "b/one.MP4/2000ms", "two.webm/0ms", "two.webm/2000ms");
            assertThat(source.description()).isEqualTo("4 frames of " + folder + " (2 videos)");
            assertThat(source.leftOut().lines())
                    .hasSize(4)
                    .contains("1 link to what is listed already, cycle")
                    .contains("cut.mp4: it has no video stream")
                    .filteredOn(line -> line.startsWith("bad.mp4: not a video that can be read: ")
                            || line.startsWith("list.mp4: not a"))
                    .hasSize(2);
        }
        assertThatThrownBy(() -> open(folder.toString())).hasMessageContaining("no images");
    }

    @Test
    void theFolderOfAVideoIsTheClassOfItsFrames() throws IOException {
        for (String path : List.of("walk/a/one.mp4", "run/two.mp4")) {
            Path video = folder.resolve(path);
            Files.createDirectories(video.resolveSibling(""));
            Files.copy(file("h264.mp4"), video);
        }
        try (LabelledSource source = labelled(folder + "#every:20")) {
            assertThat(source.classes()).containsExactly("run", "walk");
            assertThat(source.labels()).containsExactly(0, 0, 1, 1);
            assertThat(source.name(2)).isEqualTo("walk/a/one.mp4/0ms");
            try (LabelledSource one = labelled("{" + folder + "/walk/a/one.mp4," + folder + "/run/two.mp4}#every:20")) {
                assertThat(one.classes()).containsExactly("a", "run"); // the folder that has the video
                assertThat(source.overlapWith(one)).get().asString().contains("are in both");
            }
        }
        assertThatThrownBy(() -> labelled(folder + "/run#every:20"))
                .hasMessageContaining("has no class: the folders of videos are their classes");
    }

    private static LabelledSource labelled(String value) throws IOException {
        return DataSources.STANDARD.openLabelled(value, SourceSettings.DEFAULT).orElseThrow();
    }

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
        byte[] whole = Files.readAllBytes(file(name));
        Files.write(folder.resolve("x" + name), Arrays.copyOf(whole, (int) (share * whole.length)));
        List<String[]> golden = golden("frames.csv", name);
        try (ImageSource source = open(folder.resolve("x" + name) + "#every:1")) {
            assertThat(source.leftOut().lines()).containsExactly("x" + name + ": " + reason);
            assertThat(source.leftOut().counts()).containsExactly(entry("videos of which frames are missing", 1L));
            assertThat(source.size()).isBetween(1L, golden.size() - 1L);
            assertThat(names(source))
                    .isSubsetOf(golden.stream().map(values -> values[1] + "ms").toList());
            for (int i = 0; i < source.size(); i++) {
                String time = source.name(i);
                String expected = golden.stream()
                        .filter(values -> time.equals(values[1] + "ms"))
                        .findFirst()
                        .orElseThrow()[2];
                try {
                    assertThat(digest(source, i, 64)).as(time).isEqualTo(expected);
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
        try (ImageSource source = open(file(name).toString())) {
            assertThat(source.leftOut().lines()).isEmpty();
        }
    }

    /** Bytes within the frames are changed: pictures that a decoder made up are not used. */
    @Test
    void framesThatAreDamagedAreUnreadable() throws IOException {
        byte[] bytes = Files.readAllBytes(file("h264.mp4"));
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            bytes[bytes.length / 2 + random.nextInt(bytes.length / 2)] = (byte) random.nextInt();
        }
        Path file = Files.write(folder.resolve("damaged.mp4"), bytes);
        List<String[]> golden = golden("frames.csv", "h264.mp4");
        int unreadable = 0;
        try (ImageSource source = open(file + "#every:1")) {
            for (int i = 0; i < source.size(); i++) {
                try {
                    digest(source, i, 64);
                } catch (ImageReadException e) {
                    unreadable++;
                }
            }
            assertThat(source.size()).isEqualTo(golden.size());
        }
        assertThat(unreadable).isPositive();
    }

    /** As the matrix in the header of the track says, clockwise. */
    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void framesAreTurnedUpright(int degrees) throws IOException {
        Path file =
                Files.write(folder.resolve("turned.mp4"), withRotation(Files.readAllBytes(file("h264.mp4")), degrees));
        try (ImageSource plain = open(file("h264.mp4").toString());
                ImageSource turned = open(file.toString());
                RgbImage stored = plain.read(1);
                RgbImage upright = turned.read(1)) {
            boolean swapped = degrees != 180;
            assertThat(upright.width()).isEqualTo(swapped ? stored.height() : stored.width());
            assertThat(upright.height()).isEqualTo(swapped ? stored.width() : stored.height());
            for (int y = 0; y < stored.height(); y++) {
                for (int x = 0; x < stored.width(); x++) {
                    int column = degrees == 90 ? stored.height() - 1 - y : degrees == 180 ? stored.width() - 1 - x : y;
                    int row = degrees == 90 ? x : degrees == 180 ? stored.height() - 1 - y : stored.width() - 1 - x;
                    assertThat(pixel(upright, column, row)).as("%d, %d", x, y).isEqualTo(pixel(stored, x, y));
                }
            }
        }
    }

    private static List<Byte> pixel(RgbImage image, int x, int y) {
        byte[] row = new byte[3 * image.width()];
        image.copyRow(y, 0, row);
        return List.of(row[3 * x], row[3 * x + 1], row[3 * x + 2]);
    }

    /** With the matrix of ISO/IEC 14496-12, 8.3.2: x' = a x + c y, y' = b x + d y. */
    private static byte[] withRotation(byte[] mp4, int degrees) {
        int one = 1 << 16;
        int a = degrees == 180 ? -one : 0;
        int b = degrees == 90 ? one : degrees == 270 ? -one : 0;
        ByteBuffer bytes = ByteBuffer.wrap(mp4);
        for (int at = 0; at < mp4.length - 36; at++) {
            boolean identity = bytes.getInt(at) == one
                    && bytes.getInt(at + 4) == 0
                    && bytes.getInt(at + 16) == one
                    && bytes.getInt(at + 32) == 1 << 30;
            boolean track = identity && bytes.getInt(at + 36) >> 16 == 64; // before the width of the track
            if (track) {
                bytes.putInt(at, a).putInt(at + 4, b).putInt(at + 12, -b).putInt(at + 16, a);
                return mp4;
            }
        }
        throw new IllegalStateException("no matrix");
    }

    @Test
    void anEpochHasEachFrameOnceForAnyThreadsAndProcesses() throws Exception {
        for (String name : List.of("h264.mp4", "vp9.webm", "mpeg4.avi")) {
            Files.copy(file(name), folder.resolve(name));
        }
        String value = folder + "#every:3";
        List<List<String>> epoch =
                new EpochBatches(() -> open(value), Unreadable.NONE).assertTheSameForThreadsAndProcesses(BATCH, 5);
        assertThat(epoch.stream().flatMap(List::stream).distinct()).hasSize(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264.mp4", "mpeg4.avi", "vp9.webm", "av1.mkv", "hevc.mp4"})
    void changedBytesAreReported(String name) throws IOException {
        byte[] whole = Files.readAllBytes(file(name));
        Random random = new Random(name.hashCode());
        for (int change = 0; change < 40; change++) {
            byte[] bytes = change % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = 0; i < change % 4 * 3 && bytes.length > 0; i++) {
                bytes[random.nextInt(change % 2 == 0 ? bytes.length : Math.min(bytes.length, 1200))] =
                        (byte) random.nextInt();
            }
            Path file = Files.write(folder.resolve(change + name), bytes);
            try (ImageSource source = open(file + "#every:7")) {
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

    private static List<String> names(ImageSource source) {
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    /** Of the pixels in rows. */
    private static String digest(ImageSource source, int frame, int width) throws ImageReadException {
        try (RgbImage image = source.read(frame)) {
            assertThat(image.width()).isEqualTo(width);
            Sha256 digest = new Sha256();
            byte[] row = new byte[3 * image.width()];
            for (int y = 0; y < image.height(); y++) {
                image.copyRow(y, 0, row);
                digest.add(row);
            }
            return digest.hex();
        }
    }
}
