package dev.pixio.weights.pickle;

import java.util.List;

/** Python's tuple. Compared by identity, since a comparison of tuples that contain each other might not terminate. */
public final class Tuple {

    private final List<Object> items;

    public Tuple(List<Object> items) {
        this.items = items;
    }

    public List<Object> items() {
        return items;
    }
}
