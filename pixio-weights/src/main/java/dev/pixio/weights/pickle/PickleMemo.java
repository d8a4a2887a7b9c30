package dev.pixio.weights.pickle;

import java.util.HashMap;
import java.util.Map;

/** The memo of a pickle: values that it can push again, by index. */
final class PickleMemo {

    private final Map<Long, Object> values = new HashMap<>();
    private final PickleLimits limits;

    PickleMemo(PickleLimits limits) {
        this.limits = limits;
    }

    /** Adds a value at the next index. */
    void add(Object value) throws PickleException {
        put(values.size(), value);
    }

    void put(long index, Object value) throws PickleException {
        if (values.size() >= limits.values()) {
            throw new PickleException("memoizes more than " + limits.values() + " values");
        }
        values.put(index, value);
    }

    Object get(long index) throws PickleException {
        Object value = values.get(index);
        if (value == null) {
            throw new PickleException("reads the memo entry " + index + ", which was not set");
        }
        return value;
    }

    /** Parses an index of protocol 0. */
    static long index(String line) throws PickleException {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new PickleException("uses the memo key '" + line + "', which is not a number");
        }
    }
}
