package dev.pixio.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BlasThreadsTest {

    @Test
    void openBlasHasOneThreadBesideLibtorch() {
        int before = Libtorch.threads();
        try (PointerScope scope = new PointerScope();
                GetThreads threads = GetThreads.find()) {
            Assumptions.assumeTrue(OneDnn.supports(ScalarType.Float), "skipped: no oneDNN");
            Libtorch.setThreads(2);
            assertThat(threads.call(0)).isEqualTo(1);
            assertThat(BlasThreads.<Integer>one(() -> threads.call(0))).isEqualTo(1);
            assertThat(threads.call(0)).as("after the work").isEqualTo(1);
        } finally {
            Libtorch.setThreads(before);
        }
    }

    @Test
    void openBlasHasTheThreadsOfLibtorchForWorkThatOnlyItCanDo() {
        int before = Libtorch.threads();
        try (PointerScope scope = new PointerScope();
                GetThreads threads = GetThreads.find()) {
            Libtorch.setThreads(2);
            assertThat(BlasThreads.<Integer>several(() -> threads.call(0))).isEqualTo(2);
            Libtorch.setThreads(1);
            assertThat(BlasThreads.<Integer>several(() -> threads.call(0))).isEqualTo(1);
            assertThat(threads.call(0)).as("after the work").isEqualTo(1);
        } finally {
            Libtorch.setThreads(before);
        }
    }

    @Test
    void openBlasHasOneThreadBesideWorkers() {
        int before = Libtorch.threads();
        try (PointerScope scope = new PointerScope();
                GetThreads threads = GetThreads.find();
                WorkerThreads workers = new WorkerThreads(2, 1)) {
            Libtorch.setThreads(2);
            int[] found = new int[2];
            BlasThreads.several(() -> {
                workers.run(worker -> found[worker] = threads.call(0));
                return true;
            });
            assertThat(found).containsExactly(1, 1);
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
