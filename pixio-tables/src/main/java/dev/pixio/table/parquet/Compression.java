package dev.pixio.table.parquet;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.lz4.BlockLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.apache.parquet.format.CompressionCodec;

/** Compressed pages as streams, so that memory does not depend on the size that a page declares. */
final class Compression {

    /** Of blocks within which Snappy refers back: its own are half as large. */
    private static final int SNAPPY_BLOCK = 1 << 17;

    private Compression() {}

    static boolean isSupported(CompressionCodec codec) {
        return switch (codec) {
            case UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW -> true;
            default -> false;
        };
    }

    /** The bytes without compression; closing the stream closes the stored one. */
    static InputStream open(CompressionCodec codec, InputStream stored) throws IOException {
        return switch (codec) {
            case UNCOMPRESSED -> stored;
            case SNAPPY -> new SnappyCompressorInputStream(stored, SNAPPY_BLOCK);
            case GZIP -> new GZIPInputStream(stored, 1 << 14);
            case ZSTD -> new ZstdInputStream(stored);
            case LZ4_RAW -> new BlockLZ4CompressorInputStream(stored);
            default -> throw new IOException(codec + " is not supported");
        };
    }
}
