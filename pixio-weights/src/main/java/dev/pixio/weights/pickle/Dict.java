package dev.pixio.weights.pickle;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named values in order: a dict of Python, or an object that is nothing but its attributes, such as a {@code Namespace}.
 * A key that is no text, number or truth is the same as another only if it is one with it: comparing keys that contain
 * others could run in circles.
 */
public final class Dict implements Buildable {

    /** What a state that is given later means. */
    private enum State {
        IGNORED,
        AWAITED,
        GIVEN
    }

    private Map<Object, Object> entries = new LinkedHashMap<>();
    private State state;

    private Dict(State state) {
        this.state = state;
    }

    /** A dict or one of its kinds, whose attributes are not kept. */
    public static Dict ofItems() {
        return new Dict(State.IGNORED);
    }

    /** An object whose entries are its attributes. */
    public static Dict ofAttributes() {
        return new Dict(State.AWAITED);
    }

    /** By key, in order; not to be changed. */
    public Map<Object, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Sets what stands under a key, which is a value as the machine has them. */
    public void put(Object key, Object value) {
        entries.put(isScalar(key) ? key : new Identity(key), value);
    }

    /** Takes over the state's entries, once. A copy each time would let a small pickle ask for any amount of memory. */
    @Override
    public void build(Object given) throws PickleException {
        if (state == State.IGNORED) {
            return;
        }
        if (state == State.GIVEN || !(given instanceof Dict attributes)) {
            throw new PickleException("gives an object a second state, or one that is no dict");
        }
        entries = attributes.entries;
        state = State.GIVEN;
    }

    private static boolean isScalar(Object key) {
        return key instanceof String
                || key instanceof Long
                || key instanceof Double
                || key instanceof Boolean
                || key instanceof BigInteger
                || key instanceof None;
    }

    /** A key that equals only itself. */
    private static final class Identity {
        private final Object key;

        Identity(Object key) {
            this.key = key;
        }

        @Override
        public String toString() {
            return key.getClass().getSimpleName();
        }
    }
}
