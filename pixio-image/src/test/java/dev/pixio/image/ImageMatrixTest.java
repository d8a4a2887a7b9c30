package dev.pixio.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * Files of many kinds are decoded to the pixels that {@code tools/reference/image_matrix.py} wrote into them, or refused for a
 * reason that is true of them. {@code -Dpixio.image.matrix=FOLDER} tests the long form instead.
 *
 * <p>Tolerances, in grey levels: 0 for values of up to 8 bits; 1 for 16 bits, of which the upper byte is used, for samples
 * that are a share of another largest value, and for 5 bits; 2 to 3 for JPEG and CMYK; 6 for CIELab.
 */
class ImageMatrixTest {

    private final ImageDecoder decoder = ImageDecoder.withDefaults();

    @Test
    void everyFileHasItsPixelsOrIsRefusedForATrueReason() throws IOException {
        Map<String, byte[]> content = content();
        List<String> wrong = new ArrayList<>();
        String cases = new String(required(content, "cases.csv"), StandardCharsets.UTF_8);
        for (String line : cases.lines().toList()) {
            check(line.split(",", -1), content).ifPresent(wrong::add);
        }
        assertThat(wrong).isEmpty();
    }

    private static Map<String, byte[]> content() throws IOException {
        Map<String, byte[]> content = new HashMap<>();
        try (ZipInputStream archive = new ZipInputStream(open())) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                content.put(entry.getName(), archive.readAllBytes());
            }
        }
        return content;
    }

    private static InputStream open() throws IOException {
        String folder = System.getProperty("pixio.image.matrix", "");
        if (!folder.isEmpty()) {
            return Files.newInputStream(Path.of(folder, "matrix.zip"));
        }
        return Optional.ofNullable(ImageMatrixTest.class.getResourceAsStream("/golden/matrix/matrix.zip"))
                .orElseThrow();
    }

    private static byte[] required(Map<String, byte[]> content, String name) {
        return Optional.ofNullable(content.get(name)).orElseThrow(() -> new AssertionError("no " + name));
    }

    /** One line that describes what is wrong, or nothing. */
    private Optional<String> check(String[] columns, Map<String, byte[]> content) {
        String name = columns[0];
        Pattern refusal = Pattern.compile(columns[5]);
        try (RgbImage image = decoder.decode(required(content, "files/" + name))) {
            if (columns[1].isEmpty()) {
                return Optional.of(name + ": was read, and should be refused");
            }
            int width = Integer.parseInt(columns[2]);
            int height = Integer.parseInt(columns[3]);
            if (image.width() != width || image.height() != height) {
                return Optional.of(name + ": " + image.width() + " x " + image.height() + " pixels");
            }
            byte[] expected = required(content, "expected/" + columns[1]);
            return difference(image, expected, Integer.parseInt(columns[4])).map(text -> name + ": " + text);
        } catch (ImageReadException e) {
            boolean allowed =
                    !columns[5].isEmpty() && refusal.matcher(e.reason()).find();
            return allowed ? Optional.empty() : Optional.of(name + ": refused: " + e.reason());
        }
    }

    private static Optional<String> difference(RgbImage image, byte[] expected, int tolerance) {
        byte[] row = new byte[3 * image.width()];
        int largest = 0;
        int differing = 0;
        String first = "";
        for (int y = 0; y < image.height(); y++) {
            image.copyRow(y, 0, row);
            for (int i = 0; i < row.length; i++) {
                int wanted = Byte.toUnsignedInt(expected[y * row.length + i]);
                int found = Byte.toUnsignedInt(row[i]);
                largest = Math.max(largest, Math.abs(wanted - found));
                if (Math.abs(wanted - found) > tolerance && differing++ == 0) {
                    first = ", first at (" + i / 3 + ", " + y + "): " + found + " instead of " + wanted;
                }
            }
        }
        return differing == 0
                ? Optional.empty()
                : Optional.of(differing + " of " + expected.length + " values differ, by up to " + largest + first);
    }
}
