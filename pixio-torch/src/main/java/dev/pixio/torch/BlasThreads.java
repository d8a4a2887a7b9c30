package dev.pixio.torch;

import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.jspecify.annotations.Nullable;

/**
 * The threads of OpenBLAS, which block those of libtorch where an operator distributes small products over libtorch's
 * threads.
 */
final class BlasThreads {

    /** OpenBLAS takes a number below 1 as the number of threads that it started with. */
    private static final int INITIAL = -1;

    /** Outside of {@link #one}. */
    private static volatile int limit = INITIAL;

    private BlasThreads() {}

    /** The result of work during which OpenBLAS has one thread. */
    static <T> T one(Supplier<T> work) {
        set(1);
        try {
            return work.get();
        } finally {
            set(limit);
        }
    }

    /** Sets the number of threads of OpenBLAS outside of {@link #one}. */
    static void limit(int threads) {
        limit = threads;
        set(threads);
    }

    private static void set(int threads) {
        if (Handles.SET != null) {
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
