package dev.pixio.downstream.evaluate;

import dev.pixio.augment.Normalize;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.precision.AutoPrecision;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * An encoder that heads are trained on. It is opened when its turn comes, so that only one is in memory at a time.
 *
 * @param name in tables
 * @param shape of the model
 * @param input which channels and which scale its images have
 * @param loader loads the encoder on the CPU
 */
public record EvaluatedHead(String name, PixioConfig shape, ImageInput input, Loader loader) {

    /** Loads an encoder. */
    @FunctionalInterface
    public interface Loader {
        /** The encoder on the CPU, in the caller's scope. */
        Encoder load() throws IOException;
    }

    /** An encoder and what computes its features; closing frees both. */
    public record Opened(DenseFeatures features, Precision precision, PointerScope scope) implements AutoCloseable {
        @Override
        public void close() {
            features.close();
            scope.close();
        }
    }

    /** A saved encoder. */
    public static EvaluatedHead weights(Path path, WeightHints hints, PixioConfig shape, ImageInput input) {
        return new EvaluatedHead(path.toString(), shape, input, () -> {
            ModelFile model = ModelFile.open(path, hints);
            Encoder encoder = model.loadEncoder();
            // The encoder retains the tensors that it uses; the others would stay in memory as long as the encoder.
            model.weights().values().forEach(Tensor::close);
            model.content().tensors().values().forEach(Tensor::close);
            return encoder;
        });
    }

    /** An untrained encoder of a shape, for photographs. */
    public static EvaluatedHead untrained(String name, PixioConfig shape, long seed) {
        return untrained(name, shape, ImageInput.RGB, seed);
    }

    /** An untrained encoder of a shape. */
    public static EvaluatedHead untrained(String name, PixioConfig shape, ImageInput input, long seed) {
        return new EvaluatedHead(name, shape, input, () -> new Pixio(shape, seed).encoder());
    }

    /**
     * Opens the encoder.
     *
     * @param crop size of its images
     */
    Opened open(HeadSettings settings, ImageSize crop) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Encoder encoder = loader.load();
            Device device = Libtorch.device(settings.device());
            int patch = encoder.grid().patchSize();
            int patches = crop.height() / patch * (crop.width() / patch);
            List<Integer> blocks = settings.head().blocks(encoder.config().depth());
            Precision precision =
                    AutoPrecision.resolve(settings.precision(), device, Workload.features(encoder.config(), patches));
            Tensors.move(encoder, device);
            Opened opened =
                    new Opened(new DenseFeatures(encoder, precision, blocks, Normalize.of(input)), precision, scope);
            scope.extend(); // the close that follows then only stops collecting
            return opened;
        }
    }
}
