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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Measures the blocks of a workload on the CPU, by the kernels that training and embedding use. Precisions
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
     * The rates in fp32, and in bf16 if it is among the precisions. One block of each stack runs, not all of them. That takes a fraction of a second, and seconds for blocks of billions of
     * weights.
     */
    static PrecisionRates measure(Workload workload, Set<Precision> precisions) {
        Map<Precision, Double> seconds = new EnumMap<>(Precision.class); // per image
        for (Stack stack : workload.stacks()) {
            try (PointerScope scope = new PointerScope()) {
                secondsPerImage(stack, workload.training(), precisions)
                        .forEach((precision, block) -> seconds.merge(precision, stack.depth() * block, Double::sum));
            }
        }
        double never = Double.POSITIVE_INFINITY;
        return new PrecisionRates(
                workload.flops() / seconds.getOrDefault(Precision.FP32, never),
                workload.flops() / seconds.getOrDefault(Precision.BF16, never));
    }

    /** Of one block in each precision. Each worker has a block and as many images. */
    private static Map<Precision, Double> secondsPerImage(Stack stack, boolean training, Set<Precision> precisions) {
        long images = Math.max(1, Math.min(MOST_IMAGES, Math.round(FORWARD_FLOPS / stack.flops())));
        Map<Precision, Blocks> blocks = new EnumMap<>(Precision.class);
        try (WorkerThreads threads = WorkerThreads.forProducts(new Device("cpu"), WorkerThreads.MOST)) {
            for (Precision precision : precisions) {
                blocks.put(precision, new Blocks(stack, precision, training, threads, images));
            }
            blocks.values().forEach(Blocks::pass); // warm-up: kernels are generated at their first use
            long deadline = System.nanoTime() + MOST_NANOS;
            Map<Precision, Double> fastest = new EnumMap<>(Precision.class);
            int stable = 0;
            for (int round = 0;
                    round < MOST_ROUNDS && stable < STABLE_ROUNDS && (round == 0 || System.nanoTime() < deadline);
                    round++) {
                boolean faster = false;
                for (Map.Entry<Precision, Blocks> each : blocks.entrySet()) {
                    double next = each.getValue().pass();
                    double before = fastest.getOrDefault(each.getKey(), Double.MAX_VALUE);
                    faster |= next < NOTABLY * before;
                    fastest.put(each.getKey(), Math.min(before, next));
                }
                stable = faster ? 0 : stable + 1;
            }
            long total = images * threads.count();
            fastest.replaceAll((precision, pass) -> pass / total);
            return fastest;
        } finally {
            blocks.values().forEach(Blocks::close);
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
