package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BlasThreadsTest {

    @Test
    void openBlasHasOneThreadDuringTheWorkAndItsOwnNumberAfterIt() {
        try (PointerScope scope = new PointerScope();
                GetThreads threads = GetThreads.find()) {
            int before = threads.call(0);
            Assumptions.assumeTrue(before > 1, "skipped: one processor");

            assertThat(BlasThreads.<Integer>one(() -> threads.call(0))).isEqualTo(1);
            assertThat(threads.call(0)).isEqualTo(before);
        }
    }

    @Test
    void openBlasHasTheThreadsOfLibtorch() {
        int before = Libtorch.threads();
        try (PointerScope scope = new PointerScope();
                GetThreads threads = GetThreads.find()) {
            Libtorch.setThreads(1);
            assertThat(threads.call(0)).isEqualTo(1);
            assertThat(BlasThreads.<Integer>one(() -> threads.call(0))).isEqualTo(1);
            assertThat(threads.call(0)).as("after the work").isEqualTo(1);
            Libtorch.setThreads(2);
            assertThat(threads.call(0)).isEqualTo(2);
        } finally {
            Libtorch.setThreads(before);
        }
    }

    /** It is called several times in a step: what each call leaves on the heap is compiled, collected and promoted. */
    @Test
    void aCallLooksNothingUp() {
        BlasThreads.one(() -> 0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            BlasThreads.one(() -> 0);
        }
        assertThat((threads.getCurrentThreadAllocatedBytes() - before) / 100)
                .as("bytes of the heap per call; a look-up takes 90,000")
                .isLessThan(1000);
    }

    /** {@code int openblas_get_num_threads(void)}, by a type of the bindings with the same result; its argument is ignored. */
    private static final class GetThreads extends openblas_nolapack.MklSetNumThreadsLocal {

        private GetThreads(Pointer address) {
            put(address);
        }

        static GetThreads find() {
            BlasThreads.one(() -> 0); // loads the library
            Pointer address = Loader.addressof("openblas_get_num_threads");
            Assumptions.assumeTrue(address != null, "skipped: another library replaces OpenBLAS");
            return new GetThreads(address);
        }
    }
}
