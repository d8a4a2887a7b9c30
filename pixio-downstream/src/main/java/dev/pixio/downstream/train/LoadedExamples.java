package dev.pixio.downstream.train;

import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.PixelBatch;
import dev.pixio.downstream.data.Prefetch;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Examples that are read, augmented and encoded for each step. */
final class LoadedExamples implements TrainingExamples {

    private static final int BATCHES_AHEAD = 2;

    private final DenseSource source;
    private final DenseTask task;
    private final DenseFeatures features;
    private final HeadPlan plan;
    private final long seed;
    private final int threads;
    private @Nullable Prefetch<DensePixels> prefetch;

    /** @param threads that read samples */
    LoadedExamples(DenseSource source, DenseTask task, DenseFeatures features, HeadPlan plan, long seed, int threads) {
        this.source = source;
        this.task = task;
        this.features = features;
        this.plan = plan;
        this.seed = seed;
        this.threads = threads;
    }

    @Override
    public HeadBatch batch(BatchOrder order, long step) throws IOException, InterruptedException {
        Prefetch<DensePixels> samples = prefetch;
        if (samples == null) {
            samples = new Prefetch<>(
                    number -> read(order, number), Long.MAX_VALUE, threads, BATCHES_AHEAD * order.batchSize());
            prefetch = samples;
        }
        List<DensePixels> batch = new ArrayList<>();
        for (int i = 0; i < order.batchSize(); i++) {
            batch.add(samples.take(step * order.batchSize() + i));
        }
        PixelBatch pixels = PixelBatch.of(batch, task);
        Tensor truth = Tensors.upload(pixels.truth(), features.device());
        return new HeadBatch(features.of(pixels.images()), truth);
    }

    /** The sample of a number counted over all steps. */
    private DensePixels read(BatchOrder order, long number) throws IOException {
        long step = number / order.batchSize();
        int index = order.batch(step)[(int) (number % order.batchSize())];
        try (DenseSample sample = source.read(index)) {
            if (plan.augmentation().isEmpty()) {
                return DenseAugmentation.centred(sample, plan.crop());
            }
            RandomStream random = RandomStream.of(seed, "dense augmentation", order.epoch(step), index);
            return plan.augmentation().get().apply(sample, plan.crop(), task.unknown(), random);
        }
    }

    @Override
    public void close() {
        if (prefetch != null) {
            prefetch.close();
        }
    }
}
