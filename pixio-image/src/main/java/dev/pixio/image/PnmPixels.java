package dev.pixio.image;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.PnmHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes the PNM files that OpenCV does not scale, those in text, and PAM. A sample is a share of the largest value (maxval) of the file,
 * so that the largest value is white; larger samples are clipped.
 */
final class PnmPixels {

    private final ByteBuffer file;
    private final PnmHeader header;

    private PnmPixels(ByteBuffer file, PnmHeader header) {
        this.file = file;
        this.header = header;
    }

    /** Whether OpenCV reads a file correctly. Of numbers in text it needs white space after the last one. */
    static boolean isForOpenCv(PnmHeader header) {
        boolean scaled = header.largest() == 255 || header.largest() == 65535;
        return header.kind() != PnmHeader.PAM && (header.isBitmap() || (scaled && !header.isText()));
    }

    /**
     * The pixels, {@code CV_8UC3} in RGB order; alpha is dropped.
     *
     * @param file whose header was accepted
     */
    static Mat of(ByteBuffer file, PnmHeader header) throws ImageReadException {
        requireSamples(file, header);
        return new PnmPixels(file, header).read();
    }

    /** A sample needs at least one byte, so that a short file cannot make a large image. */
    static void requireSamples(ByteBuffer file, PnmHeader header) throws ImageReadException {
        long row = header.width() * header.depth();
        long needed = header.height() * (header.isBitmap() && !header.isText() ? (row + 7) / 8 : row);
        needed *= header.isText() ? 1 : header.sampleBytes();
        if (needed > file.limit() - header.data()) {
            throw new ImageReadException(String.format(
                    Locale.ROOT, "truncated PNM: %,d of %,d bytes", file.limit(), header.data() + needed));
        }
    }

    private Mat read() throws ImageReadException {
        int width = (int) header.width();
        int height = (int) header.height();
        Mat image = new Mat(height, width, opencv_core.CV_8UC3);
        BytePointer data = new BytePointer(image.data()).capacity(3L * width * height);
        PnmHeader.Words words = new PnmHeader.Words(file, header.data());
        ByteBuffer binary = file.duplicate().order(ByteOrder.BIG_ENDIAN).position(header.data());
        byte[] rgb = new byte[3 * width];
        try {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    pixel(words, binary, rgb, 3 * x);
                }
                data.position((long) y * rgb.length).put(rgb, 0, rgb.length);
            }
        } catch (IndexOutOfBoundsException e) {
            throw new ImageReadException("truncated PNM: the file ends within its pixels", e);
        }
        return image;
    }

    private void pixel(PnmHeader.Words words, ByteBuffer binary, byte[] rgb, int at) throws ImageReadException {
        for (int c = 0; c < header.depth(); c++) {
            byte level = level(header.isText() ? words.number() : next(binary));
            if (header.depth() < 3 && c == 0) {
                rgb[at] = level;
                rgb[at + 1] = level;
                rgb[at + 2] = level;
            } else if (header.depth() >= 3 && c < 3) {
                rgb[at + c] = level;
            }
        }
    }

    private int next(ByteBuffer binary) {
        return header.sampleBytes() == 2 ? Short.toUnsignedInt(binary.getShort()) : Byte.toUnsignedInt(binary.get());
    }

    private byte level(long sample) {
        long largest = header.largest();
        return (byte) ((Math.min(sample, largest) * 255 + largest / 2) / largest);
    }
}
