package dev.pixio.weights.pickle;

import java.util.ArrayList;
import java.util.List;

/** The stack of values. Values below the last mark cannot be popped. */
final class PickleStack {

    private final List<Object> values = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final PickleLimits limits;
    private int pushed;

    PickleStack(PickleLimits limits) {
        this.limits = limits;
    }

    void push(Object value) throws PickleException {
        if (++pushed > limits.values()) {
            throw new PickleException("creates more than " + limits.values() + " values");
        }
        values.add(value);
    }

    Object pop() throws PickleException {
        requireValue();
        return values.remove(values.size() - 1);
    }

    Object top() throws PickleException {
        requireValue();
        return values.get(values.size() - 1);
    }

    void mark() throws PickleException {
        if (marks.size() >= limits.marks()) {
            throw new PickleException("nests more than " + limits.marks() + " levels deep");
        }
        marks.add(values.size());
    }

    /** Removes the last mark and returns the values above it. */
    List<Object> popToMark() throws PickleException {
        if (marks.isEmpty()) {
            throw new PickleException("ends a list that was not begun");
        }
        List<Object> above = values.subList(marks.remove(marks.size() - 1), values.size());
        List<Object> popped = new ArrayList<>(above);
        above.clear();
        return popped;
    }

    /** Whether the top is a mark. */
    boolean atMark() {
        return !marks.isEmpty() && marks.get(marks.size() - 1) == values.size();
    }

    private void requireValue() throws PickleException {
        if (values.isEmpty() || atMark()) {
            throw new PickleException("pops a value from an empty stack");
        }
    }
}
