package dev.pixio.train.optim;

import dev.pixio.torch.NativeMemory;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Recognises failures for lack of memory. libtorch has no exception class for them, so their messages have to do. */
public final class OutOfMemory {

    /**
     * On a CPU: messages of libtorch's allocator, the C++ library and oneDNN. On a GPU: of CUDA. In Java: of JavaCPP, for
     * native memory.
     */
    private static final List<String> MESSAGES = List.of(
            "out of memory",
            "can't allocate memory",
            "not enough memory",
            "bad_alloc",
            "could not create a memory object",
            "cannot allocate new");

    /**
     * oneDNN's message when it cannot prepare an operation, which may be for lack of memory or because the processor does not
     * support the operation; its status code does not reach Java. A primitive descriptor is never refused for memory.
     */
    private static final Pattern AMBIGUOUS = Pattern.compile("could not create a primitive(?! descriptor)");

    private OutOfMemory() {}

    /**
     * Whether a smaller micro-batch may help. A full Java heap does not count, because tensors are not in it.
     *
     * <p>Where the message does not tell, the failure counts as lack of memory only if the process has come close to the end
     * of its memory: an unsupported operation stays one with every micro-batch, and its message must be shown. Such a
     * failure is not recovered on systems that do not report their memory.
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
