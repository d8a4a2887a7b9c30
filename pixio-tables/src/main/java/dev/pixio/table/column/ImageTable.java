package dev.pixio.table.column;

import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.util.List;

/** The images in a column of one file, an image for each row. The rows are in groups. Thread-safe. */
public interface ImageTable {

    /** Name of the column; of a field within a structure the names from the outermost on, with dots between. */
    String column();

    /** Number of groups of rows. */
    int groups();

    /** Number of rows of a group, at least 1. */
    int rows(int group);

    /** The row of the file with which a group begins. */
    long firstRow(int group);

    /** Whether any row can be read at once. If not, the rows of a group are read forwards. */
    boolean isDirect();

    /**
     * All bytes of an image.
     *
     * @param row in the group, from 0
     * @throws ImageReadException in one line, without the name: the row has no image, or it is damaged or too large
     * @throws FileReadException in one line: the rows that are read together with it cannot be read, now at least
     */
    byte[] read(int group, int row) throws ImageReadException;

    /**
     * The classes of the rows.
     *
     * @param wanted column of integers
     * @throws IOException in one line: there is no such column, it cannot be read, or a row has no class
     */
    RowClasses classes(String wanted) throws IOException;

    /** What of the file cannot be used, a line each. */
    List<String> damage();
}
