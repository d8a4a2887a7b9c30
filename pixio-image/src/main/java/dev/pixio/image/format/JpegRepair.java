package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Removes from a JPEG what decoders warn of although no pixel is wrong: bytes between segments, an unknown version of JFIF and
 * an unknown colour transform in Adobe's segment. libjpeg writes only its first warning about a file, which would hide that of
 * damaged pixels. Surplus bytes at the end of a scan remain: whether a decoder needs them is known only to it.
 */
public final class JpegRepair {

    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int JFIF_VERSION = 4 + 5; // from the marker
    private static final int ADOBE_TRANSFORM = 4 + 5 + 6;

    private final ByteBuffer file;
    private final ByteBuffer repaired;
    private final int components;
    private boolean changed;

    private JpegRepair(ByteBuffer file, int components) {
        this.file = file;
        this.repaired = ByteBuffer.allocate(file.limit());
        this.components = components;
    }

    /**
     * The repaired file; empty if it has none of these faults.
     *
     * @param file a JPEG file with a frame header
     */
    public static Optional<ByteBuffer> of(ByteBuffer file) throws ImageReadException {
        JpegRepair repair = new JpegRepair(file, file.get(JpegHeader.frame(file) + 9));
        repair.copyAll();
        return repair.changed ? Optional.of(repair.repaired.flip()) : Optional.empty();
    }

    private void copyAll() {
        copy(0, 2);
        int at = 2;
        try {
            boolean ended = false;
            while (!ended) {
                int marker = JpegHeader.segment(file, at);
                changed |= !isFill(at, marker);
                int next = JpegHeader.afterSegment(file, marker);
                ended = JpegHeader.marker(file, marker) == JpegHeader.END_OF_IMAGE;
                if (JpegHeader.marker(file, marker) == JpegHeader.START_OF_SCAN) {
                    next = afterScan(next);
                }
                copySegment(marker, next);
                at = next;
            }
        } catch (IndexOutOfBoundsException e) {
            // The decoder reports a file that ends here.
        }
        copy(at, file.limit());
    }

    /** Any number of 0xff may precede a marker. */
    private boolean isFill(int from, int to) {
        for (int i = from; i < to; i++) {
            if (file.get(i) != (byte) 0xff) {
                return false;
            }
        }
        return true;
    }

    /** The first marker after a scan's data, in which there are restart markers and 0xff before 0; or the end of the file. */
    private int afterScan(int data) {
        try {
            int at = JpegHeader.segment(file, data);
            while ((JpegHeader.marker(file, at) & 0xf8) == 0xd0) {
                at = JpegHeader.segment(file, at + 2);
            }
            return at;
        } catch (IndexOutOfBoundsException e) {
            return file.limit();
        }
    }

    private void copySegment(int from, int to) {
        int target = repaired.position();
        copy(from, to);
        int marker = JpegHeader.marker(file, from);
        if (marker == APP0 && has(from, JFIF) && to > from + JFIF_VERSION) {
            set(target + JFIF_VERSION, 1);
        }
        if (marker == APP14 && has(from, ADOBE) && to > from + ADOBE_TRANSFORM) {
            // What libjpeg assumes otherwise: YCCK or YCbCr.
            int transform = file.get(from + ADOBE_TRANSFORM);
            int assumed = components == 4 ? 2 : 1;
            set(target + ADOBE_TRANSFORM, transform == 0 ? 0 : assumed);
        }
    }

    private boolean has(int segment, byte[] name) {
        return segment + 4 + name.length <= file.limit()
                && file.slice(segment + 4, name.length).equals(ByteBuffer.wrap(name));
    }

    private void set(int at, int value) {
        changed |= repaired.get(at) != value;
        repaired.put(at, (byte) value);
    }

    private void copy(int from, int to) {
        repaired.put(repaired.position(), file, from, to - from);
        repaired.position(repaired.position() + to - from);
    }
}
