package dev.pixio.table;

import dev.pixio.data.open.ClassifiedSource;
import dev.pixio.table.column.ImageTable;
import dev.pixio.table.column.RowClasses;
import dev.pixio.table.column.TableFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The images of tables with their classes, which are the numbers of another column. Closes the tables. */
final class LabelledTable extends ClassifiedSource {

    LabelledTable(TableSource source, List<String> classes, int[] labels) {
        super(source, classes, labels, new RowFiles(source));
    }

    /**
     * Reads the classes.
     *
     * @param column of the classes
     * @throws IOException in one line: a file has no such column, a row has no class, or its number is negative
     */
    static LabelledTable of(TableSource source, String column) throws IOException {
        List<RowClasses> rows = new ArrayList<>();
        TreeSet<Long> numbers = new TreeSet<>();
        for (ImageTable table : source.tables()) {
            RowClasses classes = table.classes(column);
            rows.add(classes);
            for (long number : classes.distinct()) {
                numbers.add(number);
            }
        }
        List<String> names = names(source, rows, numbers, column);
        Map<Long, Integer> order = new HashMap<>();
        numbers.forEach(number -> order.put(number, order.size()));
        int[] labels = new int[Math.toIntExact(source.size())];
        int next = 0;
        for (RowClasses classes : rows) {
            for (int row = 0; row < classes.size(); row++) {
                labels[next++] = Objects.requireNonNull(order.get(classes.number(row)));
            }
        }
        return new LabelledTable(source, names, labels);
    }

    /** Of the numbers that rows have, as a class without an image is none. */
    private static List<String> names(TableSource source, List<RowClasses> rows, SortedSet<Long> numbers, String column)
            throws IOException {
        List<String> all = rows.get(0).names();
        for (int i = 1; i < rows.size(); i++) {
            if (!rows.get(i).names().equals(all)) {
                throw new IOException("the classes of " + source.files().get(0) + " and of "
                        + source.files().get(i) + " have different names");
            }
        }
        List<String> names = new ArrayList<>();
        for (long number : numbers) {
            if (number < 0) {
                throw new IOException("a row of " + source.description()
                        + (number == RowClasses.NONE
                                ? " has no class in the column " + column
                                : " has the class " + number + " in the column " + column
                                        + ": classes are numbers from 0"));
            }
            names.add(number < all.size() ? all.get((int) number) : Long.toString(number));
        }
        if (names.size() < 2) {
            throw new IOException(source.description()
                    + " have only one class; classification needs at least two in the column " + column);
        }
        return names;
    }

    private record RowFiles(TableSource source) implements ClassifiedSource.Files {

        /** The revision of the file, and the column of its images. */
        @Override
        public String revision(long index) throws IOException {
            return source.tableFile(index).revision() + " " + source.column(index);
        }

        @Override
        public boolean isIdentified() {
            return source.isIdentified();
        }

        @Override
        public Set<String> places() {
            return source.files().stream().map(TableFile::place).collect(Collectors.toSet());
        }
    }
}
