package dev.pixio.data.tar;

import com.github.luben.zstd.ZstdIOException;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes of compressed data; where these end too early, gzip and zstd fail with the same exception and message. */
final class CutOffStream extends FilterInputStream {

    private static final String REASON = "its compressed data end too early";

    CutOffStream(InputStream uncompressed) {
        super(uncompressed);
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (EOFException | ZstdIOException e) {
            throw named(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (EOFException | ZstdIOException e) {
            throw named(e);
        }
    }

    /** zstd-jni has the same type for data that are damaged. */
    private static IOException named(IOException e) {
        if (e instanceof ZstdIOException && !String.valueOf(e.getMessage()).endsWith("runcated source")) {
            return e;
        }
        EOFException named = new EOFException(REASON);
        named.initCause(e);
        return named;
    }
}
