package dev.pixio.weights.pickle;

import java.util.ArrayList;
import java.util.List;

/** The machine's stack, with marks in it that nothing reaches below. */
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
            throw new PickleException("makes more than " + limits.values() + " values");
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

    /** Takes the last mark away and all that was pushed since. */
    List<Object> popToMark() throws PickleException {
        if (marks.isEmpty()) {
            throw new PickleException("closes a list that was never opened");
        }
        List<Object> above = values.subList(marks.remove(marks.size() - 1), values.size());
        List<Object> taken = new ArrayList<>(above);
        above.clear();
        return taken;
    }

    /** Whether the top is a mark and not a value. */
    boolean atMark() {
        return !marks.isEmpty() && marks.get(marks.size() - 1) == values.size();
    }

    private void requireValue() throws PickleException {
        if (values.isEmpty() || atMark()) {
            throw new PickleException("takes a value where there is none");
        }
    }
}
