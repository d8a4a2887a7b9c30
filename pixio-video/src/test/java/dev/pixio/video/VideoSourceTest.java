package dev.pixio.video;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.EpochBatches;
import dev.pixio.data.EpochBatches.Unreadable;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h264.mp4", "sound.mkv", "open.mp4", "hevc.mp4", "mpeg4.avi", "mpeg4.mov", "mjpeg.avi", "vp8.webm",
                "vp9.webm", "av1.mkv", "av1.mp4", "variable.mkv", "bt709.mp4", "rotated.mp4", "odd.mp4", "cut.mp4"
            })
    void framesAreThoseOfTheProgramInAnyOrder(String video) throws IOException {
        List<String[]> golden = GoldenVideos.lines("frames.csv", video);
        int width = video.equals("rotated.mp4") ? 48 : video.equals("odd.mp4") ? 50 : 64;
        try (ImageSource source = GoldenVideos.open(GoldenVideos.file(video) + "#every:1")) {
            assertThat(GoldenVideos.names(source))
                    .isEqualTo(golden.stream().map(values -> values[1] + "ms").toList());
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, golden.size()).boxed().toList());
            for (int pass = 0; pass < 3; pass++) {
                for (int frame : order) {
                    assertThat(GoldenVideos.digest(source, frame, width))
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
        List<String[]> golden = GoldenVideos.lines("times.csv", video);
        String times = String.join("+", golden.stream().map(values -> values[1]).toList());
        try (ImageSource source = GoldenVideos.open(GoldenVideos.file(video) + "#at:" + times)) {
            assertThat(source.size()).isEqualTo(golden.size());
            for (int i = 0; i < golden.size(); i++) {
                assertThat(GoldenVideos.digest(source, i, 64))
                        .as(golden.get(i)[1])
                        .isEqualTo(golden.get(i)[2]);
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
        try (ImageSource source = GoldenVideos.open(GoldenVideos.file(name) + value.substring(name.length()))) {
            if (expected.startsWith("[")) {
                assertThat(GoldenVideos.names(source)).hasToString(expected);
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
        Path file = GoldenVideos.file("h264.mp4");
        assertThatThrownBy(() -> GoldenVideos.open(file + choice)).hasMessage(message.replace("FILE", file.toString()));
        assertThatThrownBy(() -> GoldenVideos.open(folder + "/gone.mp4"))
                .hasMessage("no such file: " + folder + "/gone.mp4");
        assertThatThrownBy(() -> GoldenVideos.open(folder + "/*.mkv"))
                .hasMessage("no video matches " + folder + "/*.mkv");
        assertThatThrownBy(() -> GoldenVideos.open(folder + "#fps:1"))
                .hasMessageStartingWith("no videos in " + folder + ": looked for ");
    }

    @Test
    void aFolderHasItsVideosIfFramesAreChosen() throws IOException {
        Files.createDirectories(folder.resolve("b"));
        Files.copy(GoldenVideos.file("h264.mp4"), folder.resolve("b/one.MP4"));
        Files.copy(GoldenVideos.file("vp9.webm"), folder.resolve("two.webm"));
        Files.writeString(folder.resolve("bad.mp4"), "no video ".repeat(100));
        Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(Files.readAllBytes(GoldenVideos.file("h264.mp4")), 300));
        Files.writeString(folder.resolve("list.mp4"), "#EXTM3U\n#EXTINF:1\nb/one.MP4\n#EXT-X-ENDLIST\n");
        Files.writeString(folder.resolve(".hidden.mp4"), "");
        Files.createSymbolicLink(folder.resolve("cycle"), folder);
        try (ImageSource source = GoldenVideos.open(folder + "#every:20")) {
            assertThat(GoldenVideos.names(source))
                    .containsExactly("b/one.MP4/0ms", "b/one.MP4/2000ms", "two.webm/0ms", "two.webm/2000ms");
            assertThat(source.description()).isEqualTo("4 frames of " + folder + " (2 videos)");
            assertThat(source.leftOut().lines())
                    .hasSize(4)
                    .contains("1 link to what is listed already, cycle")
                    .contains("cut.mp4: it has no video stream")
                    .filteredOn(line -> line.startsWith("bad.mp4: not a video that can be read: ")
                            || line.startsWith("list.mp4: not a"))
                    .hasSize(2);
            assertThat(source.leftOut().unreadable()).isEqualTo(3);
        }
        assertThatThrownBy(() -> GoldenVideos.open(folder.toString())).hasMessageContaining("no images");
    }

    @Test
    void theFolderOfAVideoIsTheClassOfItsFrames() throws IOException {
        for (String path : List.of("walk/a/one.mp4", "run/two.mp4")) {
            Path video = folder.resolve(path);
            Files.createDirectories(video.resolveSibling(""));
            Files.copy(GoldenVideos.file("h264.mp4"), video);
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

    /** As the matrix in the header of the track says, clockwise. */
    @ParameterizedTest
    @ValueSource(ints = {90, 180, 270})
    void framesAreTurnedUpright(int degrees) throws IOException {
        Path file = Files.write(
                folder.resolve("turned.mp4"), withRotation(Files.readAllBytes(GoldenVideos.file("h264.mp4")), degrees));
        try (ImageSource plain = GoldenVideos.open(GoldenVideos.file("h264.mp4").toString());
                ImageSource turned = GoldenVideos.open(file.toString());
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
            Files.copy(GoldenVideos.file(name), folder.resolve(name));
        }
        String value = folder + "#every:3";
        List<List<String>> epoch = new EpochBatches(() -> GoldenVideos.open(value), Unreadable.NONE)
                .assertTheSameForThreadsAndProcesses(BATCH, 5);
        assertThat(epoch.stream().flatMap(List::stream).distinct()).hasSize(30);
    }
}
