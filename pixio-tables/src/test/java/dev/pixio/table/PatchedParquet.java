package dev.pixio.table;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/** The images of the first row group of a golden file, with other headers. */
final class PatchedParquet {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private PatchedParquet() {}

    /** Changes the header of a page. */
    interface Change {
        void apply(int number, PageHeader header);
    }

    /** Writes the pages of a column. */
    private interface Pages {
        void write(byte[] golden, ColumnMetaData images, ByteArrayOutputStream out) throws IOException;
    }

    /**
     * Writes a file.
     *
     * @param rows that the row group declares
     */
    static Path of(String golden, Path file, long rows, Change change) throws IOException {
        return write(golden, file, rows, (bytes, images, out) -> copyPages(bytes, images, change, out));
    }

    /** Writes a file with other bytes in place of the pages. */
    static Path withPages(String golden, Path file, long rows, byte[] pages) throws IOException {
        return write(golden, file, rows, (bytes, images, out) -> out.write(pages));
    }

    private static Path write(String golden, Path file, long rows, Pages pages) throws IOException {
        byte[] bytes = Files.readAllBytes(GoldenTables.file(golden));
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, bytes.length - 8 - length, length));
        RowGroup group = footer.getRow_groups().get(0);
        ColumnMetaData images = group.getColumns().stream()
                .map(column -> column.getMeta_data())
                .filter(column -> column.getPath_in_schema().contains("bytes"))
                .findFirst()
                .orElseThrow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(MAGIC);
        pages.write(bytes, images, out);
        images.unsetDictionary_page_offset();
        images.setData_page_offset(MAGIC.length);
        images.setTotal_compressed_size(out.size() - MAGIC.length);
        images.setNum_values(rows);
        group.setNum_rows(rows);
        footer.setRow_groups(List.of(group));
        int start = out.size();
        Util.writeFileMetaData(footer, out);
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(out.size() - start)
                .array());
        out.write(MAGIC);
        return Files.write(file, out.toByteArray());
    }

    private static void copyPages(byte[] bytes, ColumnMetaData images, Change change, ByteArrayOutputStream out)
            throws IOException {
        long first = images.isSetDictionary_page_offset()
                ? images.getDictionary_page_offset()
                : images.getData_page_offset();
        int at = (int) first;
        int end = at + (int) images.getTotal_compressed_size();
        for (int number = 0; at < end; number++) {
            ByteArrayInputStream in = new ByteArrayInputStream(bytes, at, end - at);
            PageHeader header = Util.readPageHeader(in);
            int body = end - in.available();
            change.apply(number, header);
            Util.writePageHeader(header, out);
            out.write(bytes, body, header.getCompressed_page_size());
            at = body + header.getCompressed_page_size();
        }
    }
}
