package dev.pixio.weights.pickle;

import java.util.List;

/** Python's tuple. Two of them are the same only if they are one, since a comparison could run in circles. */
public final class Tuple {

    private final List<Object> items;

    public Tuple(List<Object> items) {
        this.items = items;
    }

    public List<Object> items() {
        return items;
    }
}
