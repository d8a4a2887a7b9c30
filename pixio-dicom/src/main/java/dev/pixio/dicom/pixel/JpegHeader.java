package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.format.ImageReadException;

/**
 * What the segments of a JPEG say up to its first scan.
 *
 * @param process the marker of the frame, such as {@code C0}
 * @param bits of a number
 * @param components number of them
 * @param sampled whether components have fewer pixels than others
 * @param marked whether it says what its components are
 * @param restarts whether its scans may be resumed
 * @param interleaving the third number of the scan: in JPEG-LS how components follow each other
 * @param transform the bits by which numbers are shifted
 */
record JpegHeader(
        int process,
        int bits,
        int width,
        int height,
        int components,
        boolean sampled,
        boolean marked,
        boolean restarts,
        int interleaving,
        int transform) {

    static final int BASELINE = 0xC0;
    static final int EXTENDED = 0xC1;
    static final int LOSSLESS = 0xC3;
    static final int JPEG_LS = 0xF7;

    private static final int SCAN = 0xDA;
    private static final int RESTARTS = 0xDD;

    /** Decoders ignore a shorter segment of Adobe. */
    private static final int ADOBE_BYTES = 14;

    /** Reads the segments, in time linear in their number. */
    static JpegHeader of(ImageAttributes image, byte[] jpeg) throws ImageReadException {
        boolean marked = false;
        boolean restarts = false;
        int frame = -1;
        int at = 2;
        while (at + 9 < jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
            int marker = jpeg[at + 1] & 0xFF;
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == SCAN && frame >= 0) {
                return of(jpeg, frame, at, marked, restarts);
            }
            marked |= marker == 0xE0 || (marker == 0xEE && word(jpeg, at + 2) >= ADOBE_BYTES);
            restarts |= marker == RESTARTS && word(jpeg, at + 4) > 0;
            frame = isFrame(marker) ? at : frame;
            at += 2 + Math.max(2, word(jpeg, at + 2));
        }
        throw new ImageReadException("damaged " + image.syntax().title() + ": a frame has no JPEG");
    }

    private static boolean isFrame(int marker) {
        boolean jpeg = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        return jpeg || marker == JPEG_LS;
    }

    private static JpegHeader of(byte[] jpeg, int frame, int scan, boolean marked, boolean restarts) {
        int components = jpeg[frame + 9] & 0xFF;
        boolean sampled = false;
        for (int i = 1; i < components; i++) {
            sampled |= at(jpeg, frame + 11 + 3 * i) != at(jpeg, frame + 11);
        }
        int parameters = scan + 5 + 2 * at(jpeg, scan + 4);
        return new JpegHeader(
                jpeg[frame + 1] & 0xFF,
                jpeg[frame + 4] & 0xFF,
                word(jpeg, frame + 7),
                word(jpeg, frame + 5),
                components,
                sampled,
                marked,
                restarts,
                at(jpeg, parameters + 1),
                at(jpeg, parameters + 2) & 0xF);
    }

    /** 0 after the end. */
    private static int at(byte[] bytes, int place) {
        return place < bytes.length ? bytes[place] & 0xFF : 0;
    }

    private static int word(byte[] bytes, int at) {
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
    }

    /**
     * Compares it with the attributes, before memory is allocated.
     *
     * @throws ImageReadException if they differ
     */
    void requireSameAs(ImageAttributes image) throws ImageReadException {
        if (components != image.samples()) {
            throw new ImageReadException(
                    "damaged DICOM: a frame of " + components + " components, where the file says " + image.samples());
        }
        StoredPixels.requireSize(image, width, height);
    }
}
