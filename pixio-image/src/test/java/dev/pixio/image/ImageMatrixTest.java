package dev.pixio.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
        ImageMatrix matrix = ImageMatrix.load();
        List<String> wrong = new ArrayList<>();
        for (ImageMatrix.Case file : matrix.cases()) {
            check(file, matrix).ifPresent(wrong::add);
        }
        assertThat(wrong).isEmpty();
    }

    /** One line that describes what is wrong, or nothing. */
    private Optional<String> check(ImageMatrix.Case file, ImageMatrix matrix) {
        String name = file.name();
        try (RgbImage image = decoder.decode(matrix.file(name))) {
            if (file.mustBeRefused()) {
                return Optional.of(name + ": was read, and should be refused");
            }
            if (image.width() != file.width() || image.height() != file.height()) {
                return Optional.of(name + ": " + image.width() + " x " + image.height() + " pixels");
            }
            return difference(image, matrix.expected(file), file.tolerance()).map(text -> name + ": " + text);
        } catch (ImageReadException e) {
            boolean allowed = file.mustBeRefused()
                    && Pattern.compile(file.refusal()).matcher(e.reason()).find();
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
