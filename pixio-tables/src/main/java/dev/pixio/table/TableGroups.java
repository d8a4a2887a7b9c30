package dev.pixio.table;

import dev.pixio.data.forward.ImageGroups;
import dev.pixio.table.column.ImageTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The groups of rows of several tables, one table after the other. */
final class TableGroups implements ImageGroups {

    private final List<Group> groups = new ArrayList<>();
    private final long[] starts;

    /**
     * A group of rows.
     *
     * @param table of the rows
     * @param file number of the table
     * @param number of the group in the table
     */
    record Group(ImageTable table, int file, int number) {}

    /**
     * An image.
     *
     * @param group of its row
     * @param row in the group
     */
    record Place(Group group, int row) {

        /** The number of the row in its file. */
        long rowOfFile() {
            return group.table.firstRow(group.number) + row;
        }
    }

    TableGroups(List<ImageTable> tables) {
        for (int file = 0; file < tables.size(); file++) {
            for (int number = 0; number < tables.get(file).groups(); number++) {
                groups.add(new Group(tables.get(file), file, number));
            }
        }
        starts = new long[groups.size() + 1];
        for (int i = 0; i < groups.size(); i++) {
            starts[i + 1] = starts[i] + images(i);
        }
    }

    @Override
    public int groups() {
        return groups.size();
    }

    @Override
    public long size() {
        return starts[groups.size()];
    }

    @Override
    public long start(int group) {
        return starts[group];
    }

    @Override
    public int images(int group) {
        return groups.get(group).table.rows(groups.get(group).number);
    }

    Place place(long image) {
        if (image < 0 || image >= size()) {
            throw new IndexOutOfBoundsException("image " + image + " of " + size());
        }
        int found = Arrays.binarySearch(starts, image); // no group is empty
        int group = found >= 0 ? found : -found - 2;
        return new Place(groups.get(group), (int) (image - starts[group]));
    }
}
