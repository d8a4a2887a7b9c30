package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the frame header and the EXIF orientation of a JPEG file (ITU T.81, annex B). */
public final class JpegHeader {

    /** Limit on scans: encoders write far fewer, and decoding a small file with many thousands of scans would take days. */
    public static final int MAX_SCANS = 500;

    private static final int APP1 = 0xe1;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final byte[] XMP = "http://ns.adobe.com/xap/1.0/\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int LOSSLESS = 0xc3;
    private static final int JPEG_LS = 0xf7;
    static final int START_OF_SCAN = 0xda;
    static final int END_OF_IMAGE = 0xd9;

    private JpegHeader() {}

    static ImageHeader read(ByteBuffer file) throws ImageReadException {
        int frame = frame(file);
        int bits = Byte.toUnsignedInt(file.get(frame + 4));
        if (bits != 8) {
            throw new ImageReadException("a JPEG with " + bits + " bits per sample; only 8 are supported");
        }
        checkScans(file, frame);
        return new ImageHeader(
                ImageFormat.JPEG,
                Short.toUnsignedInt(file.getShort(frame + 7)),
                Short.toUnsignedInt(file.getShort(frame + 5)));
    }

    /** Whether the file has an end-of-image marker; if so, a failure to decode it is not due to truncation. */
    public static boolean hasEnd(ByteBuffer file) throws ImageReadException {
        // Searched after the frame header, because a thumbnail before it has an end marker, too.
        int frame = frame(file);
        for (int i = file.limit() - 2; i > frame; i--) {
            if (file.get(i) == (byte) 0xff && marker(file, i) == END_OF_IMAGE) {
                return true;
            }
        }
        return false;
    }

    /** Whether the file is a lossless JPEG (annex H), of which OpenCV decodes grey ones only as grey. */
    public static boolean isLossless(ByteBuffer file) throws ImageReadException {
        return marker(file, frame(file)) == LOSSLESS;
    }

    /** The orientation, 1 (upright) to 8; 1 if the file has none. */
    static int orientation(ByteBuffer file) {
        int exif = Orientation.ABSENT;
        int xmp = Orientation.ABSENT;
        try {
            int offset = segment(file, 2);
            while (marker(file, offset) != START_OF_SCAN && marker(file, offset) != END_OF_IMAGE) {
                int next = afterSegment(file, offset);
                if (marker(file, offset) == APP1 && next > offset + 4) {
                    ByteBuffer data = Orientation.part(file, offset + 4, next - offset - 4L);
                    if (exif == Orientation.ABSENT && startsWith(data, EXIF)) {
                        exif = Orientation.exif(data);
                    }
                    xmp = startsWith(data, XMP) ? Orientation.xmp(data) : xmp;
                }
                offset = segment(file, next);
            }
        } catch (IndexOutOfBoundsException e) {
            // The decoder reports a file that ends here.
            return Orientation.resolved(exif, xmp);
        }
        return Orientation.resolved(exif, xmp);
    }

    private static boolean startsWith(ByteBuffer data, byte[] start) {
        return data.limit() >= start.length && data.slice(0, start.length).equals(ByteBuffer.wrap(start));
    }

    /** Offset of the frame header, which contains the size. */
    static int frame(ByteBuffer file) throws ImageReadException {
        int offset = segment(file, 2);
        while (!isFrame(marker(file, offset))) {
            if (marker(file, offset) == JPEG_LS) {
                throw new ImageReadException("JPEG-LS is not supported: convert it to JPEG or PNG");
            }
            if (marker(file, offset) == START_OF_SCAN || marker(file, offset) == END_OF_IMAGE) {
                throw new ImageReadException("damaged JPEG: no image size found");
            }
            offset = segment(file, afterSegment(file, offset));
        }
        return offset;
    }

    /** Limits the number of scans, because the decoder processes the whole image once per scan. */
    private static void checkScans(ByteBuffer file, int frame) throws ImageReadException {
        boolean progressive = (marker(file, frame) & 3) == 2;
        byte components = file.get(frame + 9);
        int offset = segment(file, afterSegment(file, frame));
        while (marker(file, offset) != START_OF_SCAN) {
            offset = segment(file, afterSegment(file, offset));
        }
        if (!progressive && file.get(offset + 4) == components) {
            return; // baseline with a single scan
        }
        int scans = 0;
        for (int i = offset; i + 1 < file.limit(); i++) {
            if (file.get(i) == (byte) 0xff && marker(file, i) == END_OF_IMAGE) {
                return; // further data is not part of the image, such as a second image or a video
            }
            if (file.get(i) == (byte) 0xff && marker(file, i) == START_OF_SCAN && ++scans > MAX_SCANS) {
                throw new ImageReadException("a JPEG with more than " + MAX_SCANS + " scans");
            }
        }
    }

    /** Offset of the next marker; bytes between segments are skipped, as in decoders. */
    static int segment(ByteBuffer file, int offset) {
        int at = offset;
        while (file.get(at) != (byte) 0xff || marker(file, at) == 0xff || marker(file, at) == 0) {
            at++;
        }
        return at;
    }

    static int marker(ByteBuffer file, int offset) {
        return Byte.toUnsignedInt(file.get(offset + 1));
    }

    static int afterSegment(ByteBuffer file, int offset) {
        boolean withoutLength = marker(file, offset) == 0x01 || (marker(file, offset) & 0xf8) == 0xd0;
        return withoutLength ? offset + 2 : offset + 2 + Short.toUnsignedInt(file.getShort(offset + 2));
    }

    /** SOF0 to SOF15, without DHT (C4), JPG (C8) and DAC (CC). */
    private static boolean isFrame(int marker) {
        return (marker & 0xf0) == 0xc0 && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }
}
