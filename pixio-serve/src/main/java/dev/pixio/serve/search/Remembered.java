package dev.pixio.serve.search;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A value that takes long to compute, computed again when what it depends on has changed: an index in a database may be updated or
 * replaced while it is open. Thread-safe.
 *
 * @param <S> the state that it depends on
 * @param <T> the value
 */
final class Remembered<S, T> {

    /** A value and its state. */
    private record Known<S, T>(S state, T value) {}

    /** Computes the value. */
    @FunctionalInterface
    interface Work<T> {
        T compute() throws IOException;
    }

    private @Nullable Known<S, T> known;

    /**
     * The value of a state, as {@link Object#equals} has it; other threads wait while it is computed.
     *
     * @throws IOException of the work, which is tried again at the next call
     */
    synchronized T get(S state, Work<T> work) throws IOException {
        Known<S, T> before = known;
        if (before == null || !before.state.equals(state)) {
            before = new Known<>(state, work.compute());
            known = before;
        }
        return before.value;
    }
}
