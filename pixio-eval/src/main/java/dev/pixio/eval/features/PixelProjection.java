package dev.pixio.eval.features;

import dev.pixio.augment.Normalize;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Patches;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Baseline of raw pixels: the image is averaged to {@value #SIDE} x {@value #SIDE} pixels and projected by a random
 * matrix to the length of the features that it is compared with. Such a projection approximately preserves angles
 * (Johnson and Lindenstrauss 1984). The features of a patch are its pixels, its row and its column.
 */
public final class PixelProjection implements FeatureExtractor {

    private static final int SIDE = 16;

    private final Framing framing;
    private final ImageInput input;
    private final Normalize normalize;
    private final PatchGrid grid;
    private final Tensor matrix; // [C * SIDE * SIDE, D]
    private final Tensor positions; // [N, rows + columns]
    private final String identity;

    /**
     * @param patchSize side of the patches of {@link #tokens}, which divides the image size
     * @param dimension D, the length of the features
     * @param seed of the random matrix
     */
    public PixelProjection(Framing framing, int patchSize, int dimension, long seed) {
        this(framing, patchSize, dimension, seed, ImageInput.RGB);
    }

    /**
     * @param patchSize side of the patches of {@link #tokens}, which divides the image size
     * @param dimension D, the length of the features
     * @param seed of the random matrix
     * @param input which channels and which scale images have
     */
    public PixelProjection(Framing framing, int patchSize, int dimension, long seed, ImageInput input) {
        this.framing = framing;
        this.input = input;
        this.normalize = Normalize.of(input);
        this.grid = new PatchGrid(framing.height(), framing.width(), input.channels(), patchSize);
        this.identity = "pixel projection to " + dimension + ", seed " + seed + "; " + framing
                + (input.equals(ImageInput.RGB) ? "" : "; " + input.toText());
        int values = input.channels() * SIDE * SIDE;
        RandomStream random = RandomStream.of(seed, "pixel projection");
        float[] numbers = new float[values * dimension];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float) (random.nextGaussian() / Math.sqrt(dimension));
        }
        try (PointerScope scope = new PointerScope()) {
            this.matrix = Tensors.keep(Tensors.of(numbers, values, dimension));
            this.positions = Tensors.keep(Tensors.of(positions(grid), grid.patches(), grid.rows() + grid.columns()));
        }
    }

    /** For each patch a 1 at its row and a 1 at its column. */
    private static float[] positions(PatchGrid grid) {
        int length = grid.rows() + grid.columns();
        float[] values = new float[grid.patches() * length];
        for (int patch = 0; patch < grid.patches(); patch++) {
            values[patch * length + patch / grid.columns()] = 1;
            values[patch * length + grid.rows() + patch % grid.columns()] = 1;
        }
        return values;
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
    public ImageInput input() {
        return input;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public PatchGrid grid() {
        return grid;
    }

    @Override
    public Tensor embed(Tensor images) {
        try (Tensor features = kept(() -> vectors(normalize.apply(images)))) {
            return new Tensor(features);
        }
    }

    @Override
    public ImageTokens tokens(Tensor images) {
        try (Tensor features = kept(() -> patches(normalize.apply(images)))) {
            return new ImageTokens(embed(images), new Tensor(features));
        }
    }

    private static Tensor kept(Supplier<Tensor> computation) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            return Tensors.keep(computation.get());
        }
    }

    private Tensor vectors(Tensor normalized) {
        Tensor small = torch.adaptive_avg_pool2d(normalized, SIDE, SIDE); // [B, C, SIDE, SIDE]
        return small.flatten(1, 3).matmul(matrix); // [B, D]
    }

    private Tensor patches(Tensor normalized) {
        Tensor pixels = Patches.of(normalized, grid.patchSize()); // [B, N, P * P * C]
        Tensor places = positions.unsqueeze(0).expand(pixels.size(0), -1, -1);
        return torch.cat(new TensorVector(pixels, places), 2); // [B, N, P * P * C + rows + columns]
    }

    @Override
    public void close() {
        matrix.close();
        positions.close();
    }
}
