package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import java.util.Locale;

/**
 * The numbers of a frame, decompressed.
 *
 * @param planes one or three, row by row; numbers with a sign are negative
 * @param colours whether three planes are red, green and blue
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers
record StoredPixels(int[][] planes, Colours colours) {

    /** What planes are. */
    enum Colours {
        /** As the attributes say. */
        STORED,
        /** Red, green and blue, converted by the decoder. */
        RGB
    }

    /**
     * Decompresses a frame.
     *
     * @throws ImageReadException in one line: it is damaged, or is compressed in a way that is not read
     */
    static StoredPixels of(ImageAttributes image, byte[] frame, ImageDecoder limits) throws ImageReadException {
        return switch (image.syntax().codec()) {
            case NONE ->
                stored(image, image.sharesColour() ? SharedColour.planes(image, frame) : uncompressed(image, frame));
            case RUN_LENGTHS -> stored(image, RunLengths.planes(image, frame));
            case JPEG -> JpegFrame.decode(image, frame, limits);
            case JPEG_LOSSLESS -> stored(image, CompressedPixels.lossless(image, frame, limits));
            case JPEG_LS -> stored(image, CompressedPixels.jpegLs(image, frame, limits));
            case JPEG_2000 -> stored(image, CompressedPixels.jpeg2000(image, frame, limits));
            case REFUSED -> throw new ImageReadException(image.syntax().title() + " is not read");
        };
    }

    /** Only the stored bits count, and the highest of them is the sign. */
    static StoredPixels stored(ImageAttributes image, int[][] planes) {
        int unused = 32 - image.bitsStored();
        if (unused > 0) {
            for (int[] plane : planes) {
                for (int i = 0; i < plane.length; i++) {
                    plane[i] = image.signed() ? (plane[i] << unused) >> unused : (plane[i] << unused) >>> unused;
                }
            }
        }
        return new StoredPixels(planes, Colours.STORED);
    }

    private static int[][] uncompressed(ImageAttributes image, byte[] frame) throws ImageReadException {
        int pixels = image.rows() * image.columns();
        int[][] planes = new int[image.samples()][pixels];
        int bits = image.bitsAllocated();
        if (bits == 8 && image.bigEndian()) {
            throw new ImageReadException(
                    "8-bit pixels in Explicit VR Big Endian are not read: convert it to Little Endian");
        }
        for (int plane = 0; plane < planes.length; plane++) {
            for (int i = 0; i < pixels; i++) {
                int number = image.planar() ? plane * pixels + i : i * planes.length + plane;
                planes[plane][i] = number(frame, number, bits, image.bigEndian());
            }
        }
        return planes;
    }

    private static int number(byte[] bytes, int index, int bits, boolean bigEndian) {
        if (bits == 1) {
            return (bytes[index / 8] >> (index % 8)) & 1;
        }
        int size = bits / 8;
        int value = 0;
        for (int i = 0; i < size; i++) {
            int at = index * size + (bigEndian ? i : size - 1 - i);
            value = (value << 8) | (bytes[at] & 0xFF);
        }
        return value;
    }

    /**
     * Compares the size in a compressed frame with that of the file.
     *
     * @throws ImageReadException if they differ
     */
    static void requireSize(ImageAttributes image, long width, long height) throws ImageReadException {
        if (width != image.columns() || height != image.rows()) {
            throw new ImageReadException(String.format(
                    Locale.ROOT,
                    "damaged DICOM: a frame of %d x %d pixels, where the file says %d x %d",
                    width,
                    height,
                    image.columns(),
                    image.rows()));
        }
    }
}
