package dev.pixio.embed;

import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * An encoder where it will run, and all that its settings left to the model.
 *
 * @param embedder takes its features
 * @param framing makes images the size that it sees
 * @param origin what the features depend on
 */
record LoadedEncoder(BatchEmbedder embedder, Framing framing, FeatureOrigin origin) {

    /** Loads it on the calling thread, into the scope that is open there. */
    static LoadedEncoder load(Path weights, EncoderSettings settings) {
        try {
            ModelFile file = ModelFile.open(weights);
            PatchGrid grid = file.config().grid();
            requireColours(grid, weights);
            Framing framing = settings.framing(grid);
            Device device = Libtorch.device(settings.device());
            Precision precision = Precision.named(settings.precision(), device);
            Encoder encoder = file.loadEncoder();
            // The encoder holds on to what it took; the rest would stay in memory as long as it.
            file.weights().values().forEach(Tensor::close);
            file.content().tensors().values().forEach(Tensor::close);
            String fingerprint = WeightFingerprint.of(encoder);
            Tensors.move(encoder, device);
            BatchEmbedder embedder = new BatchEmbedder(encoder, precision, settings.choice(encoder.config()));
            long[] shape = embedder.choice()
                    .shape(encoder.config(), framing.height() / grid.patchSize(), framing.width() / grid.patchSize());
            return new LoadedEncoder(
                    embedder,
                    framing,
                    FeatureOrigin.of(file.path(), fingerprint, embedder.choice(), framing, precision, shape));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireColours(PatchGrid grid, Path weights) {
        if (grid.channels() != 3) {
            throw new IllegalArgumentException(
                    weights + " is of a model for " + grid.channels() + " channels; images have 3");
        }
    }

    /** The shape of the features of one image. */
    long[] shape() {
        return origin.shape().stream().mapToLong(Long::longValue).toArray();
    }
}
