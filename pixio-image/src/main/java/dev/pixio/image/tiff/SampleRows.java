package dev.pixio.image.tiff;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;

/** Reads rows of samples from the decompressed bytes of a segment, and adds up differences. */
final class SampleRows implements AutoCloseable {

    private final InputStream bytes;
    private final int samples;
    private final int perPixel;
    private final int bits;
    private final Predictor predictor;
    private final boolean little;
    private final byte[] row;

    /**
     * Prepares to read.
     *
     * @param bytes decompressed
     * @param layout of the file
     * @param order of the bytes of a sample
     * @param predictor whether a sample is the difference to that of the previous pixel
     */
    SampleRows(InputStream bytes, TiffLayout layout, ByteOrder order, Predictor predictor) {
        this.bytes = bytes;
        this.perPixel = layout.samplesPerSegment();
        this.samples = layout.segmentWidth() * perPixel;
        this.bits = layout.bits();
        this.predictor = predictor;
        this.little = order == ByteOrder.LITTLE_ENDIAN;
        this.row = new byte[layout.rowBytes()];
    }

    /**
     * Reads the next row.
     *
     * @param into receives one sample per {@code stride} elements, or all samples of a pixel if several are interleaved
     * @param first index of the first sample
     * @param stride from pixel to pixel
     */
    void read(int[] into, int first, int stride) throws IOException {
        if (bytes.readNBytes(row, 0, row.length) < row.length) {
            throw new EOFException("a strip or tile ends early");
        }
        if (predictor == Predictor.FLOATING_POINT) {
            for (int i = perPixel; i < row.length; i++) {
                row[i] += row[i - perPixel];
            }
        }
        boolean differences = predictor == Predictor.DIFFERENCES;
        int mask = bits == Integer.SIZE ? -1 : (1 << bits) - 1;
        for (int i = 0, pixel = first; i < samples; pixel += stride) {
            for (int c = 0; c < perPixel; c++, i++) {
                int value = sample(i);
                boolean add = differences && i >= perPixel;
                into[pixel + c] = add ? (value + into[pixel + c - stride]) & mask : value;
            }
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    private int sample(int index) {
        if (bits == 8) {
            return Byte.toUnsignedInt(row[index]);
        }
        if (bits == 16) {
            int a = Byte.toUnsignedInt(row[2 * index]);
            int b = Byte.toUnsignedInt(row[2 * index + 1]);
            return little ? (b << 8) | a : (a << 8) | b;
        }
        if (bits == Integer.SIZE) {
            return predictor == Predictor.FLOATING_POINT ? scattered(index) : whole(4 * index);
        }
        int bit = index * bits;
        return (row[bit / 8] >> (8 - bits - bit % 8)) & ((1 << bits) - 1);
    }

    private int whole(int at) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = (value << Byte.SIZE) | Byte.toUnsignedInt(row[at + (little ? Integer.BYTES - 1 - i : i)]);
        }
        return value;
    }

    /** The highest bytes of all samples are followed by the second ones, and so on, whatever the byte order of the file. */
    private int scattered(int index) {
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value = (value << Byte.SIZE) | Byte.toUnsignedInt(row[i * samples + index]);
        }
        return value;
    }
}
