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

/** Decompresses the strips or tiles of a page, row by row. */
final class TiffSegments {

    private static final int FILL_ORDER = 266;
    private static final int LOW_BIT_FIRST = 2;
    private static final int PREDICTOR = 317;

    private static final int DIFFERENCES = 2;
    private static final int FLOATING_POINT = 3;

    /** No decompressor makes more bytes of one: LZW a string of 3,839 of a code of 12 bits, Zstandard a block of 128 KiB of four. */
    private static final int MOST_OF_LZW = 2560;

    private static final int MOST_OF_PACKBITS = 64;
    private static final int MOST_OF_DEFLATE = 1032;
    private static final int MOST_OF_ZSTD = 32_768;

    private final ByteBuffer file;
    private final TiffDirectory tiff;
    private final int compression;
    private final Predictor predictor;
    private final TiffLayout layout;

    /** Receives rows of samples. */
    interface RowSink {
        /**
         * Takes a part of a row.
         *
         * @param x column of the first pixel, as stored
         * @param y row, as stored
         * @param samples of the pixels, those of a pixel one after the other; valid during the call
         */
        void put(int x, int y, int[] samples, int pixels);
    }

    /** @param file a TIFF without compression, or of one that {@link TiffCompression#isBytes} */
    TiffSegments(ByteBuffer file, TiffDirectory tiff) throws ImageReadException {
        this.file = file;
        this.tiff = tiff;
        this.compression = (int) tiff.value(TiffDirectory.COMPRESSION, TiffCompression.NONE);
        this.predictor = predictor();
        this.layout = TiffLayout.of(tiff);
    }

    private Predictor predictor() throws ImageReadException {
        boolean used = compression != TiffCompression.NONE && compression != TiffCompression.PACKBITS;
        long value = used ? tiff.value(PREDICTOR, 1) : 1;
        long bits = tiff.value(TiffDirectory.BITS, 1);
        if (value == FLOATING_POINT && bits == Float.SIZE) {
            return Predictor.FLOATING_POINT;
        }
        if (value != 1 && (value != DIFFERENCES || bits < 8)) {
            throw new ImageReadException(
                    "a TIFF with predictor " + value + " for " + bits + "-bit integers, which is not supported");
        }
        return value == DIFFERENCES ? Predictor.DIFFERENCES : Predictor.VALUES;
    }

    TiffLayout layout() {
        return layout;
    }

    /**
     * Checks that the file has enough bytes for the rows that it declares, before memory is allocated for them.
     *
     * @throws ImageReadException if data are certainly truncated
     */
    void requireData() throws ImageReadException {
        for (int segment = 0; segment < layout.segments(); segment++) {
            long needed = (long) rows(segment) * layout.rowBytes();
            for (int plane = 0; plane < layout.planes(); plane++) {
                if (needed > most() * stored(plane * layout.segments() + segment)) {
                    throw truncated(segment, new EOFException(needed + " bytes are declared"));
                }
            }
        }
    }

    private long most() {
        return switch (compression) {
            case TiffCompression.LZW -> MOST_OF_LZW;
            case TiffCompression.PACKBITS -> MOST_OF_PACKBITS;
            case TiffCompression.DEFLATE, TiffCompression.OLD_DEFLATE -> MOST_OF_DEFLATE;
            case TiffCompression.ZSTD, TiffCompression.OLD_ZSTD -> MOST_OF_ZSTD;
            default -> 1;
        };
    }

    /** The bytes of a segment in the file; 0 if it begins outside of it. */
    private long stored(int index) {
        long offset = layout.offsets().get(index);
        if (offset <= 0 || offset >= file.limit()) {
            return 0;
        }
        // Without compression the size is known, and some writers store a wrong one.
        long count = compression == TiffCompression.NONE
                ? Long.MAX_VALUE
                : layout.byteCounts().get(index);
        return Math.max(0, Math.min(count, file.limit() - offset));
    }

    private int rows(int segment) {
        return Math.min(layout.segmentHeight(), layout.height() - segment / layout.across() * layout.segmentHeight());
    }

    private ImageReadException truncated(int segment, EOFException cause) {
        return new ImageReadException("truncated TIFF: " + describe(segment) + " ends early", cause);
    }

    /**
     * Reads all rows.
     *
     * @throws ImageReadException if data are truncated or damaged
     */
    void read(RowSink sink) throws ImageReadException {
        int[] samples = new int[layout.segmentWidth() * layout.channels()];
        for (int segment = 0; segment < layout.segments(); segment++) {
            try {
                read(segment, samples, sink);
            } catch (EOFException e) {
                throw truncated(segment, e);
            } catch (IOException e) {
                throw new ImageReadException("damaged TIFF: " + describe(segment) + ": " + e.getMessage(), e);
            }
        }
    }

    private String describe(int segment) {
        return "strip or tile " + (segment + 1) + " of " + layout.segments();
    }

    private void read(int segment, int[] samples, RowSink sink) throws IOException {
        List<SampleRows> planes = new ArrayList<>();
        try {
            for (int plane = 0; plane < layout.planes(); plane++) {
                InputStream bytes = decompressed(plane * layout.segments() + segment);
                planes.add(new SampleRows(bytes, layout, tiff.order(), predictor));
            }
            pass(segment, planes, samples, sink);
        } finally {
            // Decompressors hold native memory.
            for (SampleRows plane : planes) {
                plane.close();
            }
        }
    }

    private void pass(int segment, List<SampleRows> planes, int[] samples, RowSink sink) throws IOException {
        int left = segment % layout.across() * layout.segmentWidth();
        int top = segment / layout.across() * layout.segmentHeight();
        int pixels = Math.min(layout.segmentWidth(), layout.width() - left);
        int rows = rows(segment);
        for (int y = 0; y < rows; y++) {
            for (int plane = 0; plane < planes.size(); plane++) {
                planes.get(plane).read(samples, plane, layout.channels());
            }
            sink.put(left, top + y, samples, pixels);
        }
    }

    private InputStream decompressed(int index) throws IOException {
        long count = stored(index);
        if (count == 0) {
            throw new EOFException("no data");
        }
        ByteBuffer part = file.slice((int) layout.offsets().get(index), (int) count);
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
