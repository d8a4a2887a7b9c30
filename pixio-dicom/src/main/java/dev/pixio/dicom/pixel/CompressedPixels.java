package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import java.util.Arrays;
import java.util.Locale;

/** The numbers of frames in formats with up to 16 bits: lossless JPEG, JPEG-LS, JPEG 2000, and JPEG of 12 bits. */
final class CompressedPixels {

    private static final int MOST_BITS = 16;

    /** Of JPEG-LS: the components of a line follow each other. */
    private static final int BY_LINE = 1;

    private static final byte MARK = (byte) 0xFF;
    private static final byte END = (byte) 0xD9;

    private CompressedPixels() {}

    /** JPEG with cosine transform and more than 8 bits. */
    static int[][] extended(ImageAttributes image, JpegHeader header, byte[] frame, ImageDecoder limits)
            throws ImageReadException {
        if (header.bits() != 12 || header.process() != JpegHeader.EXTENDED || header.components() != 1) {
            throw refused(image, header);
        }
        requireEnd(image, frame);
        return FfmpegFrame.planes(image, FfmpegFrame.Format.JPEG, frame, header.bits(), limits);
    }

    static int[][] lossless(ImageAttributes image, byte[] frame, ImageDecoder limits) throws ImageReadException {
        JpegHeader header = JpegHeader.of(image, frame);
        header.requireSameAs(image);
        boolean wide = header.bits() == MOST_BITS;
        if (header.process() != JpegHeader.LOSSLESS
                || header.bits() < 2
                || header.bits() > MOST_BITS
                || (wide && header.components() > 1)
                || header.sampled()
                || header.restarts()
                || header.transform() != 0) {
            throw refused(image, header);
        }
        requireEnd(image, frame);
        return wide
                ? Lossless16.planes(image, frame)
                : FfmpegFrame.planes(image, FfmpegFrame.Format.JPEG, frame, header.bits(), limits);
    }

    static int[][] jpegLs(ImageAttributes image, byte[] frame, ImageDecoder limits) throws ImageReadException {
        JpegHeader header = JpegHeader.of(image, frame);
        header.requireSameAs(image);
        boolean colours = header.components() > 1;
        if (header.process() != JpegHeader.JPEG_LS
                || header.bits() < 2
                || header.bits() > (colours ? 8 : MOST_BITS)
                || header.sampled()
                || header.transform() != 0) {
            throw refused(image, header);
        }
        if (colours && header.interleaving() != BY_LINE) {
            throw new ImageReadException(
                    image.syntax().title() + " is read only with the components of a line after each other, not by "
                            + (header.interleaving() == 0 ? "component" : "pixel"));
        }
        requireEnd(image, frame);
        return FfmpegFrame.planes(image, FfmpegFrame.Format.JPEG_LS, frame, header.bits(), limits);
    }

    static int[][] jpeg2000(ImageAttributes image, byte[] frame, ImageDecoder limits) throws ImageReadException {
        Jpeg2000Header header = Jpeg2000Header.of(image, frame);
        requireEnd(image, frame);
        byte[] codestream = header.start() == 0 ? frame : Arrays.copyOfRange(frame, header.start(), frame.length);
        int[][] planes = FfmpegFrame.planes(image, FfmpegFrame.Format.JPEG_2000, codestream, header.bits(), limits);
        int unused = 32 - header.bits();
        for (int[] plane : planes) {
            for (int i = 0; i < plane.length; i++) {
                if (header.signed()) {
                    plane[i] -= 1 << (header.bits() - 1); // which the decoder added
                } else if (image.signed()) {
                    plane[i] = (plane[i] << unused) >> unused; // some encoders store the sign as a bit of the number
                }
            }
        }
        return planes;
    }

    private static ImageReadException refused(ImageAttributes image, JpegHeader header) {
        return new ImageReadException(image.syntax().title() + " of " + header.bits() + " bits and "
                + header.components() + " component" + (header.components() == 1 ? "" : "s")
                + (header.restarts() ? " with restarts" : "") + " is not read in the process "
                + Integer.toHexString(header.process()).toUpperCase(Locale.ROOT));
    }

    /** A decoder may show the part that there is. The mark of the end may be followed by other bytes that make the number even. */
    private static void requireEnd(ImageAttributes image, byte[] frame) throws ImageReadException {
        int last = frame.length - 1;
        while (last > 0 && !(frame[last] == END && frame[last - 1] == MARK)) {
            if (frame[last] != 0 && frame[last] != MARK) {
                throw new ImageReadException("truncated " + image.syntax().title() + ": it has no end");
            }
            last--;
        }
    }
}
