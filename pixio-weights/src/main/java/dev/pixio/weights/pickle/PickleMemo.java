package dev.pixio.weights.pickle;

import java.util.HashMap;
import java.util.Map;

/** What a pickle remembers under numbers, to use it again. */
final class PickleMemo {

    private final Map<Long, Object> values = new HashMap<>();
    private final PickleLimits limits;

    PickleMemo(PickleLimits limits) {
        this.limits = limits;
    }

    /** Under the next number. */
    void add(Object value) throws PickleException {
        put(values.size(), value);
    }

    void put(long index, Object value) throws PickleException {
        if (values.size() >= limits.values()) {
            throw new PickleException("remembers more than " + limits.values() + " values");
        }
        values.put(index, value);
    }

    Object get(long index) throws PickleException {
        Object value = values.get(index);
        if (value == null) {
            throw new PickleException("recalls the value " + index + ", which it never remembered");
        }
        return value;
    }

    /** A number as protocol 0 writes it. */
    static long index(String line) throws PickleException {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new PickleException("remembers a value under '" + line + "', which is no number");
        }
    }
}
