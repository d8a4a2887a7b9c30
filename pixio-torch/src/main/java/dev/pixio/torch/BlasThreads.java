package dev.pixio.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The threads of OpenBLAS, of which the process has one set, beside those of libtorch. After a product they wait actively and take
 * the cores from the operations that follow. So OpenBLAS has one thread wherever libtorch has oneDNN for large products, from
 * the first training step or features on, except in {@link #several}.
 */
public final class BlasThreads {

    /** OpenBLAS takes a number below 1 as the number of threads that it started with. */
    private static final int INITIAL = -1;

    /** The most that OpenBLAS may have. */
    private static int limit = INITIAL;

    /** The last number that was set. */
    private static int current = INITIAL;

    /** The number of calls of {@link #one} that run now, in all threads. */
    private static int running;

    private BlasThreads() {}

    /** The result of work during which OpenBLAS has one thread. */
    public static <T> T one(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    /** The result of work with products that only OpenBLAS computes, those of doubles, on all cores. */
    public static <T> T several(Supplier<T> work) {
        setLimit();
        try {
            return work.get();
        } finally {
            setResting();
        }
    }

    private static synchronized void begin() {
        if (running++ == 0) {
            set(1);
        }
    }

    private static synchronized void end() {
        if (--running == 0) {
            set(resting());
        }
    }

    private static synchronized void setLimit() {
        set(limit);
    }

    private static synchronized void setResting() {
        set(running > 0 ? 1 : resting());
    }

    /** Sets the largest number of threads of OpenBLAS. */
    static synchronized void limit(int threads) {
        limit = threads;
        setResting();
    }

    /** The number outside of {@link #one} and {@link #several}. */
    private static int resting() {
        return OneDnn.supports(ScalarType.Float) ? 1 : limit;
    }

    private static void set(int threads) {
        if (threads != current && Handles.SET != null) {
            current = threads;
            Handles.SET.call(threads);
        }
    }

    /**
     * Looked up once: the function of the bindings, {@code blas_set_num_threads}, loads the library and looks names up in
     * each call, which takes half a millisecond and 90 KB of the heap.
     */
    private static final class Handles {

        /** Null where another library replaces OpenBLAS. */
        static final @Nullable SetThreads SET = find();

        private static @Nullable SetThreads find() {
            Loader.load(openblas_nolapack.class);
            try (PointerScope scope =
                    new PointerScope()) { // not the scope of the caller, which would free the function
                Pointer address = Loader.addressof("openblas_set_num_threads");
                return address == null ? null : new SetThreads(address).retainReference();
            }
        }
    }

    /** {@code void openblas_set_num_threads(int)}. */
    private static final class SetThreads extends openblas_nolapack.SetNumThreads {

        SetThreads(Pointer address) {
            put(address);
        }
    }
}
