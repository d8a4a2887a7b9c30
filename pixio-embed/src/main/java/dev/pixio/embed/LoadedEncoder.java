package dev.pixio.embed;

import dev.pixio.augment.Normalize;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * An encoder on its device, with the settings that depend on the model.
 *
 * @param embedder computes its features
 * @param framing resizes images to its input size
 * @param input which channels and which scale images have
 * @param origin what the features depend on
 * @param assumptions about the weights, a line each
 */
record LoadedEncoder(
        BatchEmbedder embedder, Framing framing, ImageInput input, FeatureOrigin origin, List<String> assumptions) {

    /** Loads an encoder on the calling thread, into the pointer scope that is open there. */
    static LoadedEncoder load(Path weights, EncoderSettings settings) {
        try {
            ModelFile file = ModelFile.open(weights, settings.hints());
            PatchGrid grid = file.config().grid();
            ImageInput input = EncoderInput.of(file);
            Framing framing = settings.framing(grid);
            Device device = Libtorch.device(settings.device());
            Encoder encoder = file.loadEncoder();
            // The encoder retains the tensors that it uses; the others would stay in memory as long as the encoder.
            file.weights().values().forEach(Tensor::close);
            file.content().tensors().values().forEach(Tensor::close);
            String fingerprint = WeightFingerprint.of(encoder);
            int patches = framing.height() / grid.patchSize() * (framing.width() / grid.patchSize());
            Precision precision =
                    AutoPrecision.resolve(settings.precision(), device, Workload.features(encoder.config(), patches));
            Tensors.move(encoder, device);
            BatchEmbedder embedder =
                    new BatchEmbedder(encoder, precision, settings.choice(encoder.config()), Normalize.of(input));
            long[] shape = embedder.choice()
                    .shape(encoder.config(), framing.height() / grid.patchSize(), framing.width() / grid.patchSize());
            return new LoadedEncoder(
                    embedder,
                    framing,
                    input,
                    FeatureOrigin.of(
                            file.path(),
                            fingerprint,
                            encoder.config().heads(),
                            embedder.choice(),
                            framing,
                            precision,
                            shape),
                    file.shape().encoderAssumptions());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The shape of the features of one image. */
    long[] shape() {
        return origin.shape().stream().mapToLong(Long::longValue).toArray();
    }

    /** The shape of the features of one image by another pooling. */
    long[] shape(Pooling pooling) {
        Encoder encoder = embedder.encoder();
        int patch = encoder.grid().patchSize();
        return embedder.choice()
                .withPooling(pooling)
                .shape(encoder.config(), framing.height() / patch, framing.width() / patch);
    }
}
