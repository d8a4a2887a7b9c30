package dev.pixio.eval.features;

import dev.pixio.augment.Normalize;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Baseline of raw pixels: the image is averaged to {@value #SIDE} x {@value #SIDE} pixels and projected by a random
 * matrix to the length of the features that it is compared with. Such a projection approximately preserves angles
 * (Johnson and Lindenstrauss 1984).
 */
public final class PixelProjection implements FeatureExtractor {

    private static final int SIDE = 16;

    private final Framing framing;
    private final Tensor matrix; // [3 * SIDE * SIDE, D]
    private final String identity;

    /**
     * @param dimension D, the length of the features
     * @param seed of the random matrix
     */
    public PixelProjection(Framing framing, int dimension, long seed) {
        this.framing = framing;
        this.identity = "pixel projection to " + dimension + ", seed " + seed + "; " + framing;
        int values = 3 * SIDE * SIDE;
        RandomStream random = RandomStream.of(seed, "pixel projection");
        float[] numbers = new float[values * dimension];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
        }
        try (PointerScope scope = new PointerScope()) {
            this.matrix = Tensors.keep(Tensors.of(numbers, values, dimension));
        }
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public Optional<FeatureChoice> choice() {
        return Optional.empty();
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public Tensor embed(Tensor images) {
        try (Tensor features = computeFeatures(images)) {
            return new Tensor(features);
        }
    }

    private Tensor computeFeatures(Tensor images) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor small =
                    torch.adaptive_avg_pool2d(Normalize.IMAGENET.apply(images), SIDE, SIDE); // [B, 3, SIDE, SIDE]
            return Tensors.keep(small.flatten(1, 3).matmul(matrix)); // [B, D]
        }
    }

    @Override
    public void close() {
        matrix.close();
    }
}
