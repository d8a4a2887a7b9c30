package dev.pixio.train;

import java.util.List;
import java.util.Locale;

/** Tells a failure for want of memory from others; libtorch has no class for it, only words. */
final class OutOfMemory {

    /** On a CPU: the allocator's and the C++ library's. On a GPU: CUDA's. In Java: JavaCPP's, for native memory alone. */
    private static final List<String> WORDS =
            List.of("out of memory", "can't allocate memory", "not enough memory", "bad_alloc", "cannot allocate new");

    private OutOfMemory() {}

    /** Whether fewer pictures at once may help. Java's own heap holds no tensor, so that its being full is something else. */
    static boolean isIn(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(message::contains) && !message.contains("java heap");
    }
}
