package dev.pixio.data.forward;

import java.util.Arrays;

/** Some of the images of groups, in the same groups, which may have none of them. Images are numbered among those that are selected. */
public final class SubsetGroups implements ImageGroups {

    private final long[] starts;

    /**
     * Selects images.
     *
     * @param all the groups
     * @param indices numbers of the images among those of all groups, ascending
     * @throws IllegalArgumentException if they are not ascending
     */
    public SubsetGroups(ImageGroups all, int... indices) {
        for (int i = 1; i < indices.length; i++) {
            if (indices[i] <= indices[i - 1]) {
                throw new IllegalArgumentException("images that are read forwards are selected in ascending order, not "
                        + indices[i - 1] + " before " + indices[i]);
            }
        }
        starts = new long[all.groups() + 1];
        for (int group = 0; group < all.groups(); group++) {
            long end = all.start(group) + all.images(group);
            starts[group + 1] = end > Integer.MAX_VALUE ? indices.length : before((int) end, indices);
        }
    }

    /** How many of the indices are less than a number. */
    private static int before(int number, int... indices) {
        int found = Arrays.binarySearch(indices, number);
        return found >= 0 ? found : -found - 1;
    }

    @Override
    public int groups() {
        return starts.length - 1;
    }

    @Override
    public long size() {
        return starts[groups()];
    }

    @Override
    public long start(int group) {
        return starts[group];
    }

    @Override
    public int images(int group) {
        return (int) (starts[group + 1] - starts[group]);
    }
}
