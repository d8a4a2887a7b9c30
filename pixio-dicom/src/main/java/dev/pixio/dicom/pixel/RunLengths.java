package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.format.ImageReadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** RLE Lossless (PS3.5 annex G): a segment of PackBits for each byte of each sample, the highest byte first. */
final class RunLengths {

    private static final int HEADER = 64;

    private RunLengths() {}

    static int[][] planes(ImageAttributes image, byte[] frame) throws ImageReadException {
        int bytes = image.bitsAllocated() / 8;
        int expected = image.samples() * bytes;
        ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes == 0 || frame.length < HEADER || header.getInt(0) != expected) {
            throw new ImageReadException("damaged RLE: "
                    + (frame.length < HEADER ? frame.length + " bytes" : header.getInt(0) + " segments")
                    + ", where a frame has " + expected + " segments");
        }
        int pixels = image.rows() * image.columns();
        int[][] planes = new int[image.samples()][pixels];
        for (int segment = 0; segment < expected; segment++) {
            long from = Integer.toUnsignedLong(header.getInt(4 * (segment + 1)));
            long end = segment + 1 < expected ? Integer.toUnsignedLong(header.getInt(4 * (segment + 2))) : frame.length;
            if (from < HEADER || from > end || end > frame.length) {
                throw new ImageReadException("damaged RLE: segment " + segment + " lies outside of its frame");
            }
            int shift = 8 * (bytes - 1 - segment % bytes);
            unpack(frame, (int) from, (int) end, planes[segment / bytes], shift);
        }
        return planes;
    }

    private static void unpack(byte[] from, int start, int end, int[] into, int shift) throws ImageReadException {
        int at = start;
        int filled = 0;
        while (filled < into.length) {
            if (at >= end) {
                throw new ImageReadException(
                        "truncated RLE: a segment has " + filled + " of " + into.length + " bytes");
            }
            int control = from[at++];
            boolean literal = control >= 0;
            int count = literal ? control + 1 : control == -128 ? 0 : 1 - control;
            int used = literal ? count : Math.min(1, count);
            if (at + used > end) {
                throw new ImageReadException(
                        "truncated RLE: a segment has " + filled + " of " + into.length + " bytes");
            }
            for (int i = 0; i < count && filled < into.length; i++, filled++) {
                into[filled] |= (from[literal ? at + i : at] & 0xFF) << shift;
            }
            at += used;
        }
    }
}
