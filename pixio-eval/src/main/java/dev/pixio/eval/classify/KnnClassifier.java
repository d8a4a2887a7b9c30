package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureTable;
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
 * Exact weighted k nearest neighbours: all similarities, in pieces of bounded size, so that besides the features and a
 * normalised copy of those to learn from it takes {@value #PIECE_BYTES} bytes, however many images there are.
 *
 * <p>Which of several equally similar images is the k-th is libtorch's choice.
 */
final class KnnClassifier implements AutoCloseable {

    /** What the similarities of one piece may take. */
    private static final long PIECE_BYTES = 256L << 20;

    /** Of a vector of zeros; as in torch's {@code normalize}. */
    private static final double LEAST_NORM = 1e-12;

    private final Tensor known; // [N, D], of length 1
    private final Tensor labels; // [N]
    private final long classes;
    private final double temperature;
    private final long pieceBytes;

    KnnClassifier(FeatureTable train, double temperature, Device device) {
        this(train, temperature, device, PIECE_BYTES);
    }

    /** @param pieceBytes what the similarities of one piece may take */
    KnnClassifier(FeatureTable train, double temperature, Device device, long pieceBytes) {
        this.pieceBytes = pieceBytes;
        this.classes = train.classes().size();
        this.temperature = temperature;
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            this.known = Tensors.keep(normalized(Tensors.to(train.features(), device)));
            this.labels = Tensors.keep(Tensors.to(train.labelTensor(), device));
        }
    }

    /**
     * What the neighbours say of images.
     *
     * @param features float {@code [M, D]}
     * @param neighbours how many vote, each at most the number of images to learn from
     * @return by the number of neighbours, in the order given
     */
    Map<Integer, ClassRanking> rank(Tensor features, List<Integer> neighbours) {
        Map<Integer, ClassRanking> rankings = new LinkedHashMap<>();
        neighbours.forEach(k -> rankings.put(k, new ClassRanking()));
        long rows = Math.max(1, pieceBytes / Float.BYTES / known.size(0));
        for (long start = 0; start < features.size(0); start += rows) {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                Tensor piece = features.narrow(0, start, Math.min(rows, features.size(0) - start));
                Nearest nearest = nearest(piece, Collections.max(neighbours));
                rankings.forEach((k, ranking) -> ranking.add(votes(nearest, k)));
            }
        }
        return rankings;
    }

    /** The most similar images, the most similar first: similarities and labels, {@code [B, k]}. */
    private record Nearest(Tensor similarities, Tensor labels) {}

    private Nearest nearest(Tensor features, int most) {
        Tensor similarities = normalized(Tensors.to(features, known.device())).matmul(known.t()); // [B, N]
        T_TensorTensor_T top = similarities.topk(most, 1, true, true);
        Tensor places = top.get1(); // [B, k]
        Tensor found = labels.index_select(0, places.flatten(0, 1)).view(places.size(0), places.size(1));
        return new Nearest(top.get0(), found);
    }

    /**
     * The votes for each class, float {@code [B, classes]} in the caller's scope; those of one image are in proportion to
     * exp(similarity / temperature), and the nearest neighbour's is 1.
     *
     * @param features float {@code [B, D]}
     */
    Tensor votes(Tensor features, int neighbours) {
        return votes(nearest(features, neighbours), neighbours);
    }

    private Tensor votes(Nearest nearest, int neighbours) {
        Tensor similarities = nearest.similarities.narrow(1, 0, neighbours); // [B, k]
        // Less the nearest one's: the same ranking, where the exponential of 1 / 0.001 would be infinite.
        Tensor weights = similarities
                .sub(similarities.narrow(1, 0, 1))
                .div(new Scalar(temperature))
                .exp();
        Tensor none = torch.zeros(new long[] {weights.size(0), classes}, weights.options());
        return none.scatter_add(1, nearest.labels.narrow(1, 0, neighbours), weights); // [B, classes]
    }

    private static Tensor normalized(Tensor features) {
        Tensor lengths = features.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true); // [N, 1]
        return features.div(lengths.clamp_min(new Scalar(LEAST_NORM)));
    }

    @Override
    public void close() {
        known.close();
        labels.close();
    }
}
