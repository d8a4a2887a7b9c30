package dev.pixio.weights.pickle;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Values by key, in insertion order: a Python dict, or an object that consists of its attributes, such as a {@code Namespace}.
 * Keys other than strings, numbers, booleans and {@code None} are compared by identity: a comparison of keys that contain each
 * other might not terminate.
 */
public final class Dict implements Buildable {

    /** The effect of {@link #build}. */
    private enum State {
        IGNORED,
        NOT_SET,
        SET
    }

    private Map<Object, Object> entries = new LinkedHashMap<>();
    private State state;

    private Dict(State state) {
        this.state = state;
    }

    /** A dict or a subclass of it. Attributes are ignored. */
    public static Dict ofItems() {
        return new Dict(State.IGNORED);
    }

    /** An object whose entries are its attributes. */
    public static Dict ofAttributes() {
        return new Dict(State.NOT_SET);
    }

    /** The entries in insertion order; unmodifiable. */
    public Map<Object, Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** Sets the value of a key; both are values of {@link Unpickler}. */
    public void put(Object key, Object value) {
        entries.put(isScalar(key) ? key : new Identity(key), value);
    }

    /** Shares the entries of the state, once. With copies, a small pickle could allocate any amount of memory. */
    @Override
    public void build(Object newState) throws PickleException {
        if (state == State.IGNORED) {
            return;
        }
        if (state == State.SET || !(newState instanceof Dict attributes)) {
            throw new PickleException("sets the state of an object twice, or to a value that is not a dict");
        }
        entries = attributes.entries;
        state = State.SET;
    }

    private static boolean isScalar(Object key) {
        return key instanceof String
                || key instanceof Long
                || key instanceof Double
                || key instanceof Boolean
                || key instanceof BigInteger
                || key instanceof None;
    }

    /** A key that is compared by identity. */
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
