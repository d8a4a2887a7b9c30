package dev.pixio.precision;

import dev.pixio.nn.DropPath;
import dev.pixio.nn.Initialization;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.precision.Workload.Stack;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.WorkerThreads;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Measures the blocks of a workload on the CPU in both precisions, by the kernels that training and embedding use. The two
 * alternate, because the speed of a shared machine varies, and the fastest of several passes counts, because other load only
 * makes a pass slower.
 */
final class BlockTimer {

    /** Of the kernels that a block uses: another number makes remembered rates obsolete. */
    static final int VERSION = 2;

    /** Operations of the forward pass that is timed, as many images as this takes: about 5 ms. */
    private static final double FORWARD_FLOPS = 1e9;

    private static final int MOST_IMAGES = 64;

    /** The measurement ends after this many rounds without a faster pass. */
    private static final int STABLE_ROUNDS = 4;

    private static final int MOST_ROUNDS = 24;

    /** For each stack, of a model whose block takes long for a single image. */
    private static final long MOST_NANOS = 400_000_000;

    private static final double NOTABLY = 0.98;

    private BlockTimer() {}

    /**
     * One block of each stack runs, not all of them. That takes a fraction of a second, and seconds for blocks of billions of
     * weights.
     */
    static PrecisionRates measure(Workload workload) {
        double fp32 = 0; // seconds per image
        double bf16 = 0;
        for (Stack stack : workload.stacks()) {
            try (PointerScope scope = new PointerScope()) {
                double[] seconds = secondsPerImage(stack, workload.training());
                fp32 += stack.depth() * seconds[0];
                bf16 += stack.depth() * seconds[1];
            }
        }
        return new PrecisionRates(workload.flops() / fp32, workload.flops() / bf16);
    }

    /** Of one block, in fp32 and in bf16. Each worker has a block and as many images. */
    private static double[] secondsPerImage(Stack stack, boolean training) {
        long images = Math.max(1, Math.min(MOST_IMAGES, Math.round(FORWARD_FLOPS / stack.flops())));
        try (WorkerThreads threads = WorkerThreads.forProducts(new Device("cpu"), WorkerThreads.MOST);
                Blocks fp32 = new Blocks(stack, Precision.FP32, training, threads, images);
                Blocks bf16 = new Blocks(stack, Precision.BF16, training, threads, images)) {
            fp32.pass(); // warm-up: kernels are generated at their first use
            bf16.pass();
            long deadline = System.nanoTime() + MOST_NANOS;
            double fastestFp32 = fp32.pass();
            double fastestBf16 = bf16.pass();
            int stable = 0;
            for (int round = 1;
                    round < MOST_ROUNDS && stable < STABLE_ROUNDS && System.nanoTime() < deadline;
                    round++) {
                double nextFp32 = fp32.pass();
                double nextBf16 = bf16.pass();
                boolean faster = nextFp32 < NOTABLY * fastestFp32 || nextBf16 < NOTABLY * fastestBf16;
                stable = faster ? 0 : stable + 1;
                fastestFp32 = Math.min(fastestFp32, nextFp32);
                fastestBf16 = Math.min(fastestBf16, nextBf16);
            }
            long total = images * threads.count();
            return new double[] {fastestFp32 / total, fastestBf16 / total};
        }
    }

    /** A block for each worker, all in one precision. */
    private static final class Blocks implements AutoCloseable {

        private final WorkerThreads threads;
        private final boolean training;
        private final List<ExplicitBlock> blocks = new ArrayList<>();
        private final List<Tensor> tokens = new ArrayList<>(); // of each worker, [B, L, D]

        Blocks(Stack stack, Precision precision, boolean training, WorkerThreads threads, long images) {
            this.threads = threads;
            this.training = training;
            for (int i = 0; i < threads.count(); i++) {
                try (PointerScope scope = new PointerScope()) {
                    TransformerBlock block = new TransformerBlock(stack.width(), stack.heads(), stack.mlpRatio());
                    new Initialization(0).transformer(block, "block.");
                    blocks.add(new ExplicitBlock(block, precision.dtype())); // retains its weights
                    tokens.add(Tensors.keep(torch.randn(images, stack.tokens(), stack.width())));
                }
            }
        }

        /** Seconds of a pass of all workers. */
        double pass() {
            long start = System.nanoTime();
            threads.run(worker -> pass(blocks.get(worker), tokens.get(worker)));
            return (System.nanoTime() - start) / 1e9;
        }

        private void pass(ExplicitBlock block, Tensor input) {
            if (training) {
                try (Tensor output = block.forward(input, DropPath.NONE, 0, TokenSelection.ALL)) {
                    block.backward(output, DropPath.NONE, 0, TokenSelection.ALL).close();
                }
            } else {
                block.inference(input).close();
            }
        }

        @Override
        public void close() {
            blocks.forEach(ExplicitBlock::close);
            tokens.forEach(Tensor::close);
        }
    }
}
