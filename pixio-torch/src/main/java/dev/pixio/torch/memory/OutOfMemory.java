package dev.pixio.torch.memory;

import dev.pixio.torch.NativeMemory;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Recognises out-of-memory errors by their messages, because the native libraries have no exception class for them. */
public final class OutOfMemory {

    /**
     * Messages of libtorch's CPU allocator, the C++ library, OpenCV, oneDNN, CUDA, and JavaCPP (for native memory). The names of
     * status codes are those of cuBLAS, cuSOLVER and cuFFT, of cuDNN, and of CUDA's driver.
     */
    private static final List<String> MESSAGES = List.of(
            "out of memory",
            "out_of_memory",
            "_alloc_failed",
            "allocation_failed",
            "can't allocate memory",
            "not enough memory",
            "insufficient memory",
            "bad_alloc",
            "could not create a memory object",
            "cannot allocate new");

    /**
     * oneDNN's messages when it cannot prepare or run an operation, either out of memory or because the processor does
     * not support the operation; its status code does not reach Java. Creating a primitive descriptor never fails for
     * lack of memory.
     */
    private static final Pattern AMBIGUOUS = Pattern.compile("could not (create|execute) a primitive(?! descriptor)");

    private OutOfMemory() {}

    /**
     * Whether a failure is an out-of-memory error that less work at once may avoid. A full Java heap is not,
     * because tensors are not on it.
     *
     * <p>A failure with an ambiguous message is treated as out of memory only if the process has nearly exhausted its
     * memory: an unsupported operation fails with every micro-batch size, and its message must be shown. Such a failure
     * is not recovered on systems that do not report their memory.
     */
    public static boolean isIn(Throwable failure) {
        return isIn(failure, NativeMemory::hasBeenNearlyExhausted);
    }

    static boolean isIn(Throwable failure, BooleanSupplier nearlyExhausted) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("java heap")) {
            return false;
        }
        return MESSAGES.stream().anyMatch(message::contains)
                || (AMBIGUOUS.matcher(message).find() && nearlyExhausted.getAsBoolean());
    }
}
