package dev.pixio.image.tiff;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.TiffCompression;
import dev.pixio.image.format.TiffDirectory;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;

/**
 * Reads the pixels of a TIFF file row by row. OpenCV's reader turns damaged strips and tiles into black without an error, and
 * scrambles or refuses several kinds of tiles and samples.
 */
public final class TiffReader {

    private static final int FILL_ORDER = 266;
    private static final int LOW_BIT_FIRST = 2;
    private static final int PREDICTOR = 317;

    private final ByteBuffer file;
    private final TiffDirectory tiff;
    private final int compression;
    private final Predictor predictor;
    private final TiffLayout layout;
    private final TiffColors colors;

    /** Receives pixels. */
    public interface PixelSink {
        /**
         * Takes a part of a row.
         *
         * @param x column of the first pixel, as stored
         * @param y row, as stored
         * @param rgb red, green and blue of {@code pixels} pixels; valid during the call
         */
        void put(int x, int y, byte[] rgb, int pixels);
    }

    /**
     * Reads how the pixels are stored.
     *
     * @param file a TIFF that {@link #supports} and whose header was accepted
     */
    public TiffReader(ByteBuffer file) throws ImageReadException {
        this.file = file;
        this.tiff = new TiffDirectory(file);
        this.compression = (int) tiff.value(TiffDirectory.COMPRESSION, TiffCompression.NONE);
        this.predictor = predictor();
        this.layout = TiffLayout.of(tiff);
        this.colors = TiffColors.of(tiff, layout.channels(), layout.bits());
    }

    /** Whether a file is without compression, or of LZW, deflate, zstd or PackBits, and of colours that are read here. */
    public static boolean supports(ByteBuffer file) {
        TiffDirectory tiff = new TiffDirectory(file);
        boolean compression = TiffCompression.isBytes(tiff.value(TiffDirectory.COMPRESSION, TiffCompression.NONE));
        return compression && TiffColors.knows(tiff.value(TiffDirectory.PHOTOMETRIC, TiffColors.BLACK_IS_ZERO));
    }

    private Predictor predictor() throws ImageReadException {
        boolean used = compression != TiffCompression.NONE && compression != TiffCompression.PACKBITS;
        long value = used ? tiff.value(PREDICTOR, 1) : 1;
        if (value != 1 && (value != 2 || tiff.value(TiffDirectory.BITS, 1) < 8)) {
            throw new ImageReadException("a TIFF with predictor " + value + " for " + tiff.value(TiffDirectory.BITS, 1)
                    + "-bit integers, which is not supported");
        }
        return value == 2 ? Predictor.DIFFERENCES : Predictor.VALUES;
    }

    /**
     * Reads all pixels.
     *
     * @throws ImageReadException if data are truncated or damaged
     */
    public void read(PixelSink sink) throws ImageReadException {
        int[] samples = new int[layout.segmentWidth() * layout.channels()];
        byte[] rgb = new byte[3 * Math.min(layout.segmentWidth(), layout.width())];
        for (int segment = 0; segment < layout.segments(); segment++) {
            try {
                read(segment, samples, rgb, sink);
            } catch (EOFException e) {
                throw new ImageReadException("truncated TIFF: " + describe(segment) + " ends early", e);
            } catch (IOException e) {
                throw new ImageReadException("damaged TIFF: " + describe(segment) + ": " + e.getMessage(), e);
            }
        }
    }

    private String describe(int segment) {
        return "strip or tile " + (segment + 1) + " of " + layout.segments();
    }

    private void read(int segment, int[] samples, byte[] rgb, PixelSink sink) throws IOException {
        List<SampleRows> planes = new ArrayList<>();
        try {
            for (int plane = 0; plane < layout.planes(); plane++) {
                InputStream bytes = decompressed(plane * layout.segments() + segment);
                planes.add(new SampleRows(bytes, layout, tiff.order(), predictor));
            }
            convert(segment, planes, samples, rgb, sink);
        } finally {
            // Decompressors hold native memory.
            for (SampleRows plane : planes) {
                plane.close();
            }
        }
    }

    private void convert(int segment, List<SampleRows> planes, int[] samples, byte[] rgb, PixelSink sink)
            throws IOException {
        int left = segment % layout.across() * layout.segmentWidth();
        int top = segment / layout.across() * layout.segmentHeight();
        int pixels = Math.min(layout.segmentWidth(), layout.width() - left);
        int rows = Math.min(layout.segmentHeight(), layout.height() - top);
        for (int y = 0; y < rows; y++) {
            for (int plane = 0; plane < planes.size(); plane++) {
                planes.get(plane).read(samples, plane, layout.channels());
            }
            for (int x = 0; x < pixels; x++) {
                colors.convert(samples, x * layout.channels(), rgb, 3 * x);
            }
            sink.put(left, top + y, rgb, pixels);
        }
    }

    private InputStream decompressed(int index) throws IOException {
        long offset = layout.offsets().get(index);
        // Without compression the size is known, and some writers store a wrong one.
        long count = compression == TiffCompression.NONE
                ? Long.MAX_VALUE
                : layout.byteCounts().get(index);
        if (offset <= 0 || offset >= file.limit() || count <= 0) {
            throw new EOFException("no data");
        }
        ByteBuffer part = file.slice((int) offset, (int) Math.min(count, file.limit() - offset));
        InputStream stored = new SegmentBytes(part, tiff.value(FILL_ORDER, 1) == LOW_BIT_FIRST);
        return switch (compression) {
            case TiffCompression.LZW -> new LzwInputStream(stored);
            case TiffCompression.PACKBITS -> new PackBitsInputStream(stored);
            case TiffCompression.DEFLATE, TiffCompression.OLD_DEFLATE -> new InflaterInputStream(stored);
            case TiffCompression.ZSTD, TiffCompression.OLD_ZSTD -> new ZstdInputStreamNoFinalizer(stored);
            default -> stored;
        };
    }
}
