package dev.pixio.spark;

import dev.pixio.data.ImageSource;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/** The images of some rows: a column with the bytes of files, or with their paths in any file system of Hadoop. */
final class RowImages implements ImageSource {

    private static final ImageDecoder DECODER = ImageDecoder.withDefaults();

    private final List<Row> rows;
    private final int column;
    private final Configuration hadoop;

    /**
     * @param rows at least one
     * @param column with {@code byte[]} or {@code String}
     * @param hadoop opens the file systems of paths
     */
    RowImages(List<Row> rows, int column, Configuration hadoop) {
        this.rows = rows;
        this.column = column;
        this.hadoop = hadoop;
    }

    @Override
    public long size() {
        return rows.size();
    }

    @Override
    public String name(long index) {
        return cell(index) instanceof String path ? path : "row " + index;
    }

    private Object cell(long index) {
        Row row = rows.get((int) index);
        return row.isNullAt(column) ? "" : row.get(column);
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        return DECODER.decode(bytes(index));
    }

    @Override
    public Raster raster(long index, ImageInput input) throws ImageReadException {
        return new RasterDecoder(DECODER, input).decode(bytes(index).clone()); // the decoder may change them
    }

    private byte[] bytes(long index) throws ImageReadException {
        Object cell = cell(index);
        if (cell.equals("")) {
            throw new ImageReadException("the column is empty");
        }
        return cell instanceof byte[] bytes ? bytes : bytes((String) cell);
    }

    private byte[] bytes(String file) throws ImageReadException {
        try {
            Path path = new Path(file);
            FileSystem system = path.getFileSystem(hadoop);
            FileStatus status = system.getFileStatus(path);
            if (!status.isFile()) {
                throw new ImageReadException("not a regular file");
            }
            if (status.getLen() > DECODER.maxFileBytes()) {
                throw new ImageReadException(String.format(
                        Locale.ROOT,
                        "a file of %,d bytes exceeds the limit of %,d",
                        status.getLen(),
                        DECODER.maxFileBytes()));
            }
            try (InputStream in = system.open(path)) {
                return in.readAllBytes();
            }
        } catch (ImageReadException e) {
            throw e;
        } catch (FileNotFoundException e) {
            throw new ImageReadException("no such file", e);
        } catch (IOException | IllegalArgumentException e) { // a path that is none
            throw new ImageReadException("cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String description() {
        return rows.size() + " rows";
    }
}
