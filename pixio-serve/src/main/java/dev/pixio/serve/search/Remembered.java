package dev.pixio.serve.search;

import java.io.IOException;
import java.util.function.Supplier;
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
     * The value of the state as it is now; states are compared by {@link Object#equals}. Other threads wait while it is computed.
     *
     * @param now called by one thread at a time
     * @throws IOException of the work, which is tried again at the next call
     */
    synchronized T get(Supplier<S> now, Work<T> work) throws IOException {
        S state = now.get();
        Known<S, T> before = known;
        if (before == null || !before.state.equals(state)) {
            before = new Known<>(state, work.compute());
            known = before;
        }
        return before.value;
    }
}
