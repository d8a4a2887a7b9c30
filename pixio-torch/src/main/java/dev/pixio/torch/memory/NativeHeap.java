package dev.pixio.torch.memory;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.Optional;

/**
 * The heap of the C library, in which tensors are, when memory is short. {@code ./pixio} has the heap keep freed memory and
 * grow in large units, which makes training faster. After a failed allocation both are in the way: the end of the memory is
 * out of reach of a heap that asks for more than it needs, and what the heap keeps is missing elsewhere, such as for the
 * code that oneDNN generates. Only glibc's heap is changed; nothing happens on other systems.
 */
public final class NativeHeap {

    /** Bytes that are set aside at first. Only address space: nothing is written to them. */
    private static final long RESERVE = 256L << 20;

    /** Blocks of at least this size are returned to the kernel when they are freed; a larger heap is not needed for smaller ones. */
    private static final int LARGE_BLOCK = 1 << 20;

    private static Optional<Reserve> reserve = Optional.empty();

    /** Address space that the heap cannot take. */
    private record Reserve(Pointer start, long bytes) {}

    private NativeHeap() {}

    /**
     * Sets aside what {@link #recover} frees, and the work memory of OpenBLAS. Call it before memory becomes short; calls after the
     * first one do nothing but the latter.
     *
     * @param threads number of threads that compute products at the same time
     */
    public static synchronized void prepare(int threads) {
        functions().ifPresent(functions -> {
            BlasBuffers.allocate(threads);
            reserve = reserve.or(() -> functions.map(RESERVE));
        });
    }

    /**
     * Returns free memory to the kernel after a failed allocation, and changes the heap for the rest of the process: it grows
     * by what is asked for, and frees large blocks at once. Free the tensors of the failed work before.
     *
     * <p>The heap may have taken all address space and hold it. Then half of what was set aside becomes free, for code that
     * oneDNN generates and for threads; the other half is for the next failure.
     */
    public static synchronized void recover() {
        functions().ifPresent(functions -> {
            functions.set(Functions.TOP_PAD, LARGE_BLOCK);
            functions.set(Functions.MMAP_THRESHOLD, LARGE_BLOCK);
            reserve.ifPresent(functions::unmap);
            reserve = reserve.flatMap(before -> functions.map(before.bytes / 2));
        });
        org.bytedeco.javacpp.Pointer.trimMemory();
    }

    private static Optional<Functions> functions() {
        return Loaded.FUNCTIONS;
    }

    private static final class Loaded {

        static final Optional<Functions> FUNCTIONS = load();

        private static Optional<Functions> load() {
            try {
                return Platform.isLinux() && Platform.is64Bit() ? Optional.of(Functions.ofGlibc()) : Optional.empty();
            } catch (VirtualMachineError e) {
                throw e;
            } catch (RuntimeException | Error e) {
                // Without glibc, or where JNA is absent, of another version or cannot unpack its library.
                return Optional.empty();
            }
        }
    }

    /** Functions of glibc. */
    private record Functions(Function mallopt, Function mmap, Function munmap) {

        // malloc.h
        static final int TOP_PAD = -2;
        static final int MMAP_THRESHOLD = -3;

        // sys/mman.h
        private static final int READ_AND_WRITE = 3;
        private static final int PRIVATE_ANONYMOUS = 0x22;
        private static final long FAILED = -1;

        /**
         * Looks the functions up.
         *
         * @throws UnsatisfiedLinkError if the C library is not glibc
         */
        static Functions ofGlibc() {
            NativeLibrary process = NativeLibrary.getProcess();
            process.getFunction("gnu_get_libc_version");
            return new Functions(
                    process.getFunction("mallopt"), process.getFunction("mmap"), process.getFunction("munmap"));
        }

        void set(int parameter, int value) {
            mallopt.invokeInt(new Object[] {parameter, value});
        }

        /** Address space, if there is enough. */
        Optional<Reserve> map(long bytes) {
            Pointer start =
                    mmap.invokePointer(new Object[] {Pointer.NULL, bytes, READ_AND_WRITE, PRIVATE_ANONYMOUS, -1, 0L});
            return start == null || Pointer.nativeValue(start) == FAILED
                    ? Optional.empty()
                    : Optional.of(new Reserve(start, bytes));
        }

        void unmap(Reserve reserve) {
            munmap.invokeInt(new Object[] {reserve.start, reserve.bytes});
        }
    }
}
