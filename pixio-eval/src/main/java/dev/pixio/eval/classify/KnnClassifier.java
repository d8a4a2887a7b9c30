package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureTable;
import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Exact weighted k nearest neighbours. Similarities are computed in chunks of {@value #CHUNK_BYTES} bytes: in addition
 * to the features, memory is needed for one chunk and a normalised copy of the training features, for any number of
 * test images.
 *
 * <p>Which of several equally similar images is the k-th depends on libtorch.
 */
final class KnnClassifier implements AutoCloseable {

    /** Size of the similarities of one chunk. */
    private static final long CHUNK_BYTES = 256L << 20;

    /** Smallest divisor, for vectors of zeros; as in torch's {@code normalize}. */
    private static final double MIN_NORM = 1e-12;

    private final Tensor trainFeatures; // [N, D], of unit length
    private final Tensor labels; // [N]
    private final long classes;
    private final double temperature;
    private final long chunkBytes;

    KnnClassifier(FeatureTable train, double temperature, Device device) {
        this(train, temperature, device, CHUNK_BYTES);
    }

    /** @param chunkBytes size of the similarities of one chunk */
    KnnClassifier(FeatureTable train, double temperature, Device device, long chunkBytes) {
        this.chunkBytes = chunkBytes;
        this.classes = train.classes().size();
        this.temperature = temperature;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            this.trainFeatures = Tensors.keep(normalized(Tensors.to(train.features(), device)));
            this.labels = Tensors.keep(Tensors.to(train.labelTensor(), device));
        }
    }

    /**
     * Predicts the classes of images.
     *
     * @param features float {@code [M, D]}
     * @param neighbours the values of k, each at most the number of training images
     * @return the predictions for each k, in the given order
     */
    Map<Integer, ClassRanking> rank(Tensor features, List<Integer> neighbours) {
        Map<Integer, ClassRanking> rankings = new LinkedHashMap<>();
        neighbours.forEach(k -> rankings.put(k, new ClassRanking()));
        long rows = Math.max(1, chunkBytes / Float.BYTES / trainFeatures.size(0));
        for (long start = 0; start < features.size(0); start += rows) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor chunk = features.narrow(0, start, Math.min(rows, features.size(0) - start));
                Nearest nearest = nearest(chunk, Collections.max(neighbours));
                rankings.forEach((k, ranking) -> ranking.add(votes(nearest, k)));
            }
        }
        return rankings;
    }

    /** The most similar training images, most similar first: similarities and labels, {@code [B, k]}. */
    private record Nearest(Tensor similarities, Tensor labels) {}

    private Nearest nearest(Tensor features, int most) {
        Tensor similarities =
                OneDnn.matmul(normalized(Tensors.to(features, trainFeatures.device())), trainFeatures.t()); // [B, N]
        T_TensorTensor_T top = similarities.topk(most, 1, true, true);
        Tensor indices = top.get1(); // [B, k]
        Tensor found = labels.index_select(0, indices.flatten(0, 1)).view(indices.size(0), indices.size(1));
        return new Nearest(top.get0(), found);
    }

    /**
     * The sum of votes for each class, float {@code [B, classes]} in the caller's scope; a vote is proportional to
     * exp(similarity / temperature), and the nearest neighbour's is 1.
     *
     * @param features float {@code [B, D]}
     */
    Tensor votes(Tensor features, int neighbours) {
        return votes(nearest(features, neighbours), neighbours);
    }

    private Tensor votes(Nearest nearest, int neighbours) {
        Tensor similarities = nearest.similarities.narrow(1, 0, neighbours); // [B, k]
        // Relative to the nearest neighbour: the ranking is the same, and exp(1 / 0.001) would be infinite.
        Tensor weights = similarities
                .sub(similarities.narrow(1, 0, 1))
                .div(new Scalar(temperature))
                .exp();
        Tensor none = torch.zeros(new long[] {weights.size(0), classes}, weights.options());
        return none.scatter_add(1, nearest.labels.narrow(1, 0, neighbours), weights); // [B, classes]
    }

    private static Tensor normalized(Tensor features) {
        Tensor lengths = features.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true); // [N, 1]
        return features.div(lengths.clamp_min(new Scalar(MIN_NORM)));
    }

    @Override
    public void close() {
        trainFeatures.close();
        labels.close();
    }
}
