package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.format.ImageReadException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The beginning of a codestream of JPEG 2000 (ISO/IEC 15444-1, annex A.5.1).
 *
 * @param start of the codestream in the frame, after the boxes of a JP2 file if there are some
 * @param bits of a number
 * @param signed whether numbers are in two's complement
 */
record Jpeg2000Header(int start, int bits, boolean signed) {

    private static final int START = 0xFF4FFF51;
    private static final int HEADER_BYTES = 45;
    private static final int MOST_BITS = 16;

    /** The codestream begins within so many bytes. */
    private static final int BOXES = 1 << 16;

    /**
     * Reads it and compares it with the attributes, before memory is allocated.
     *
     * @throws ImageReadException if there is none, they differ, or it is of a kind that is not read
     */
    static Jpeg2000Header of(ImageAttributes image, byte[] frame) throws ImageReadException {
        ByteBuffer bytes = ByteBuffer.wrap(frame);
        int start = 0;
        while (start < Math.min(BOXES, frame.length - HEADER_BYTES) && bytes.getInt(start) != START) {
            start++;
        }
        if (start + HEADER_BYTES > frame.length || bytes.getInt(start) != START) {
            throw new ImageReadException("damaged " + image.syntax().title() + ": a frame has no codestream");
        }
        long width = size(bytes, start + 8);
        long height = size(bytes, start + 12);
        StoredPixels.requireSize(image, width, height);
        int components = Short.toUnsignedInt(bytes.getShort(start + 40));
        if (components != image.samples() || start + 42 + 3 * components > frame.length) {
            throw new ImageReadException(
                    "damaged DICOM: a frame of " + components + " components, where the file says " + image.samples());
        }
        byte[] first = Arrays.copyOfRange(frame, start + 42, start + 45);
        for (int i = 0; i < components; i++) {
            int at = start + 42 + 3 * i;
            if (!Arrays.equals(first, Arrays.copyOfRange(frame, at, at + 3)) || first[1] != 1 || first[2] != 1) {
                throw new ImageReadException(
                        image.syntax().title() + " is not read whose components differ in size or bits");
            }
        }
        int bits = (first[0] & 0x7F) + 1;
        if (bits > MOST_BITS) {
            throw new ImageReadException(
                    image.syntax().title() + " of " + bits + " bits is not read, only of up to 16");
        }
        return new Jpeg2000Header(start, bits, first[0] < 0);
    }

    /** The end of the reference grid without the offset of the image. */
    private static long size(ByteBuffer bytes, int at) {
        return Integer.toUnsignedLong(bytes.getInt(at)) - Integer.toUnsignedLong(bytes.getInt(at + 8));
    }
}
