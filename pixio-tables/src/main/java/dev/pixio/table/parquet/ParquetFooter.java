package dev.pixio.table.parquet;

import dev.pixio.table.column.StoredFile;
import dev.pixio.table.column.Values;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/** Reads what a Parquet file says of itself, at its end. */
final class ParquetFooter {

    /** Of the files of large data sets, with statistics of each column, a few megabytes. */
    private static final int LARGEST = 256 << 20;

    private static final int END = 8; // length and magic number

    private ParquetFooter() {}

    /** @throws IOException in one line, to follow the name of the file */
    static FileMetaData read(StoredFile file) throws IOException {
        long size = file.size();
        if (size < 4 + END) {
            throw new IOException(size == 0 ? "it is empty" : "it is too short");
        }
        InputStream end = file.range(size - END, size);
        int length = Values.littleEndian(end);
        String magic = new String(Values.exactly(end, 4), StandardCharsets.ISO_8859_1);
        if (magic.equals("PARE")) {
            throw new IOException("it is encrypted");
        }
        if (!magic.equals("PAR1")) {
            throw new IOException("it does not end as one; it may be cut off");
        }
        if (length <= 0 || length > size - END - 4 || length > LARGEST) {
            throw new IOException(String.format(
                    Locale.ROOT, "it declares %,d bytes of metadata in a file of %,d", length & 0xffffffffL, size));
        }
        byte[] footer = Values.exactly(file.range(size - END - length, size - END), length);
        try {
            return Util.readFileMetaData(new ByteArrayInputStream(footer));
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // A count in them may ask for any amount of memory, and structures may be nested to any depth.
            throw new IOException("its metadata are damaged", e);
        }
    }
}
