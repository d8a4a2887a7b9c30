package dev.pixio.torch.memory;

import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * The work memory of OpenBLAS, one buffer of 128 MiB for each product that is computed at the same time. OpenBLAS keeps them
 * and takes a further one when none is free, from the kernel; if the kernel has none, from the C library's heap, which it
 * then damages at the end of the process.
 */
final class BlasBuffers {

    /** OpenBLAS ends the process when it runs out of entries for them, of which it has at least twice as many. */
    private static final int MOST = 32;

    private BlasBuffers() {}

    /** Has OpenBLAS take buffers for a number of threads now, unless another library replaces it. They are address space until they are used. */
    static void allocate(int threads) {
        Loader.load(openblas_nolapack.class);
        org.bytedeco.javacpp.Pointer allocate = Loader.addressof("blas_memory_alloc");
        org.bytedeco.javacpp.Pointer free = Loader.addressof("blas_memory_free");
        if (allocate == null || free == null) {
            return;
        }
        Function take = function(allocate);
        List<Pointer> taken = new ArrayList<>();
        for (int i = 0; i < Math.min(threads, MOST); i++) {
            taken.add(take.invokePointer(new Object[] {0}));
        }
        Function giveBack = function(free);
        taken.forEach(buffer -> giveBack.invokeVoid(new Object[] {buffer}));
    }

    private static Function function(org.bytedeco.javacpp.Pointer address) {
        return Function.getFunction(new Pointer(address.address()));
    }
}
