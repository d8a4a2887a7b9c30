package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.Arrays;

/** A frame in JPEG with cosine transform. */
final class JpegFrame {

    /** The segment of Adobe that says that three components are not YCbCr. */
    private static final byte[] NOT_YCBCR = {
        (byte) 0xFF, (byte) 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
    };

    private JpegFrame() {}

    static StoredPixels decode(ImageAttributes image, byte[] frame, ImageDecoder limits) throws ImageReadException {
        JpegHeader header = JpegHeader.of(image, frame);
        header.requireSameAs(image);
        if (header.bits() != 8) {
            return StoredPixels.stored(image, CompressedPixels.extended(image, header, frame, limits));
        }
        byte[] jpeg = image.photometric().equals("RGB") && !header.marked() ? withoutYcbcr(frame) : frame;
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

    private static byte[] withoutYcbcr(byte[] jpeg) {
        byte[] marked = Arrays.copyOf(jpeg, jpeg.length + NOT_YCBCR.length);
        System.arraycopy(NOT_YCBCR, 0, marked, 2, NOT_YCBCR.length);
        System.arraycopy(jpeg, 2, marked, 2 + NOT_YCBCR.length, jpeg.length - 2);
        return marked;
    }
}
