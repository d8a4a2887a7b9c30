package dev.pixio.video;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/** Videos, and the frames that the program ffmpeg decodes of them; see {@code video_golden.py}. */
final class GoldenVideos {

    private GoldenVideos() {}

    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(GoldenVideos.class.getResource("/videos/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The values of those lines of a table that are of a video, its name first. */
    static List<String[]> lines(String table, String video) throws IOException {
        return Files.readAllLines(file(table)).stream()
                .map(line -> line.split(",", -1))
                .filter(values -> values[0].equals(video))
                .toList();
    }

    static ImageSource open(String value) throws IOException {
        return DataSources.STANDARD.open(value, SourceSettings.DEFAULT);
    }

    static List<String> names(ImageSource source) {
        return LongStream.range(0, source.size()).mapToObj(source::name).toList();
    }

    /** SHA-256 of the pixels in rows. */
    static String digest(ImageSource source, int frame, int width) throws ImageReadException {
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
