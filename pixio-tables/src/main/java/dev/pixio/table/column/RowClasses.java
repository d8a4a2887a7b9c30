package dev.pixio.table.column;

import java.util.Arrays;
import java.util.List;

/** The classes of the rows of a file: a number for each row of each group, and the names of the numbers if the file has them. */
public final class RowClasses {

    /** In the place of the number of a row that is null. */
    public static final long NONE = Long.MIN_VALUE;

    private final long[] numbers;
    private final List<String> names;

    /**
     * @param numbers of the rows of all groups, one group after the other
     * @param names of the numbers from 0; empty if they have none
     */
    public RowClasses(long[] numbers, List<String> names) {
        this.numbers = numbers.clone();
        this.names = List.copyOf(names);
    }

    /** Number of rows. */
    public int size() {
        return numbers.length;
    }

    /** The number of the class of a row; {@link #NONE} if it has none. */
    public long number(int row) {
        return numbers[row];
    }

    /** The different numbers, ascending. */
    public long[] distinct() {
        return Arrays.stream(numbers).sorted().distinct().toArray();
    }

    /** The names of the numbers from 0; empty if they have none. */
    public List<String> names() {
        return names;
    }
}
