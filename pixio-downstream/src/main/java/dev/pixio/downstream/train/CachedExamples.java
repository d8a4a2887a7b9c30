package dev.pixio.downstream.train;

import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.DensePixels;
import dev.pixio.downstream.data.DenseSample;
import dev.pixio.downstream.data.DenseSource;
import dev.pixio.downstream.data.PixelBatch;
import dev.pixio.downstream.data.Prefetch;
import dev.pixio.downstream.feature.BlockTokens;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.NativeMemory;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The tokens and true values of all samples in memory. Each sample is encoded once, for any number of heads. */
final class CachedExamples implements TrainingExamples {

    /** Share of the available memory that the samples may take. */
    private static final double SHARE = 0.5;

    private final List<Tensor> tokens; // of each block, float [samples, 1 + N, D]
    private final Tensor truth; // [samples, H, W]
    private final int rows;
    private final int columns;
    private final DenseFeatures
            features; // for its device: a handle on it would be freed with the scope that it was asked for in

    private CachedExamples(List<Tensor> tokens, Tensor truth, BlockTokens like, DenseFeatures features) {
        this.tokens = tokens;
        this.truth = truth;
        this.rows = like.rows();
        this.columns = like.columns();
        this.features = features;
    }

    /** Whether the samples of a source fit into memory. */
    static boolean fits(DenseSource source, DenseTask task, DenseFeatures features, ImageSize crop) {
        int patch = features.encoder().grid().patchSize();
        long patches = (long) (crop.height() / patch) * (crop.width() / patch);
        double token = (double) features.encoder().config().width()
                * Float.BYTES
                * features.blocks().size();
        double pixel = task instanceof Segmentation ? Byte.BYTES : Float.BYTES;
        double bytes = source.size() * ((1 + patches) * token + (double) crop.height() * crop.width() * pixel);
        return bytes < SHARE * NativeMemory.available().orElse(Long.MAX_VALUE);
    }

    /**
     * Encodes the centres of all samples.
     *
     * @param batchSize samples per forward pass
     * @param threads that read samples
     */
    static CachedExamples compute(
            DenseSource source,
            DenseTask task,
            DenseFeatures features,
            ImageSize crop,
            int batchSize,
            int threads,
            FeatureListener listener)
            throws IOException, InterruptedException {
        CachedExamples cached = null;
        try (Prefetch<DensePixels> samples =
                new Prefetch<>(number -> centre(source, (int) number, crop), source.size(), threads, 2 * batchSize)) {
            for (int first = 0; first < source.size(); first += batchSize) {
                List<DensePixels> batch = new ArrayList<>();
                for (int i = first; i < Math.min(source.size(), first + batchSize); i++) {
                    batch.add(samples.take(i));
                }
                try (PointerScope scope = new PointerScope()) {
                    PixelBatch pixels = PixelBatch.of(batch, task);
                    BlockTokens encoded = features.of(pixels.images());
                    if (cached == null) {
                        cached = allocate(source.size(), encoded, pixels.truth(), features);
                    }
                    cached.put(first, encoded, pixels.truth());
                }
                listener.onBatch(first + batch.size(), source.size());
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            if (cached != null) {
                cached.close();
            }
            throw e;
        }
        if (cached == null) {
            throw new IllegalArgumentException(source.description() + ": no samples");
        }
        return cached;
    }

    private static DensePixels centre(DenseSource source, int index, ImageSize crop) throws IOException {
        try (DenseSample sample = source.read(index)) {
            return DenseAugmentation.centred(sample, crop);
        }
    }

    private static CachedExamples allocate(int samples, BlockTokens like, Tensor truth, DenseFeatures features) {
        List<Tensor> tokens = like.blocks().stream()
                .map(block -> Tensors.keep(Tensors.empty(ScalarType.Float, samples, block.size(1), block.size(2))))
                .toList();
        Tensor values =
                Tensors.keep(Tensors.empty(truth.scalar_type().intern(), samples, truth.size(1), truth.size(2)));
        return new CachedExamples(tokens, values, like, features);
    }

    private void put(int first, BlockTokens encoded, Tensor values) {
        for (int block = 0; block < tokens.size(); block++) {
            tokens.get(block)
                    .narrow(0, first, values.size(0))
                    .copy_(encoded.blocks().get(block));
        }
        truth.narrow(0, first, values.size(0)).copy_(values);
    }

    @Override
    public HeadBatch batch(BatchOrder order, long step) {
        int[] samples = order.batch(step);
        Tensor index = Tensors.of(Arrays.stream(samples).asLongStream().toArray(), samples.length);
        List<Tensor> chosen = tokens.stream()
                .map(block -> Tensors.upload(torch.index_select(block, 0, index), features.device()))
                .toList();
        return new HeadBatch(
                new BlockTokens(chosen, rows, columns),
                Tensors.upload(torch.index_select(truth, 0, index), features.device()));
    }

    @Override
    public void close() {
        tokens.forEach(Tensor::close);
        truth.close();
    }
}
