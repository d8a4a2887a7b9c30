package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.Arrays;

/** A frame in JPEG, of 8 bits. */
final class JpegFrame {

    /** The segment of Adobe that says that three components are not YCbCr. */
    private static final byte[] NOT_YCBCR = {
        (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    /** Decoders ignore a shorter one. */
    private static final int ADOBE_BYTES = 14;

    private JpegFrame() {}

    static StoredPixels decode(ImageAttributes image, byte[] frame, ImageDecoder limits) throws ImageReadException {
        boolean marked = requireReadable(image, frame);
        byte[] jpeg = image.photometric().equals("RGB") && !marked ? withoutYcbcr(frame) : frame;
        try (RgbImage decoded = limits.decode(jpeg)) {
            StoredPixels.requireSize(image, decoded.width(), decoded.height());
            int[][] planes = new int[image.samples()][decoded.width() * decoded.height()];
            byte[] row = new byte[3 * decoded.width()];
            for (int y = 0, at = 0; y < decoded.height(); y++) {
                decoded.copyRow(y, 0, row);
                for (int x = 0; x < decoded.width(); x++, at++) {
                    for (int plane = 0; plane < planes.length; plane++) {
                        planes[plane][at] = row[3 * x + plane] & 0xFF;
                    }
                }
            }
            return new StoredPixels(planes, StoredPixels.Colours.RGB);
        }
    }

    /** Checks size and bits before memory is allocated; returns whether the file says what its components are. */
    private static boolean requireReadable(ImageAttributes image, byte[] jpeg) throws ImageReadException {
        boolean marked = false;
        int at = 2;
        while (at + 9 < jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
            int marker = jpeg[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            marked |= marker == 0xE0 || (marker == 0xEE && word(jpeg, at + 2) >= ADOBE_BYTES);
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                int bits = jpeg[at + 4];
                if (bits != 8) {
                    throw new ImageReadException(
                            image.syntax().title() + " of " + bits + " bits is not read, only of 8");
                }
                if (jpeg[at + 9] != image.samples()) {
                    throw new ImageReadException("damaged DICOM: a frame of " + jpeg[at + 9]
                            + " components, where the file says " + image.samples());
                }
                StoredPixels.requireSize(image, word(jpeg, at + 7), word(jpeg, at + 5));
                return marked;
            }
            at += 2 + Math.max(2, word(jpeg, at + 2));
        }
        throw new ImageReadException("damaged " + image.syntax().title() + ": a frame has no JPEG");
    }

    private static int word(byte[] bytes, int at) {
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }

    private static byte[] withoutYcbcr(byte[] jpeg) {
        byte[] marked = Arrays.copyOf(jpeg, jpeg.length + NOT_YCBCR.length);
        System.arraycopy(NOT_YCBCR, 0, marked, 2, NOT_YCBCR.length);
        System.arraycopy(jpeg, 2, marked, 2 + NOT_YCBCR.length, jpeg.length - 2);
        return marked;
    }
}
