package dev.pixio.onnx.runtime;

import dev.pixio.image.resize.ImageSize;
import java.util.Optional;

/**
 * Options for running a model.
 *
 * @param threads threads per run; 0 for one per core
 * @param provider the execution provider
 * @param batchSize images per run of the model, at least 1
 * @param imageSize to which images are resized; empty for the size of the file. Another one needs a file that was exported with free
 *     sizes
 */
public record OnnxOptions(int threads, Provider provider, int batchSize, Optional<ImageSize> imageSize) {

    /** An execution provider of ONNX Runtime. */
    public enum Provider {
        CPU,
        /** An NVIDIA GPU; requires the artifact {@code onnxruntime_gpu} instead of {@code onnxruntime}. */
        CUDA
    }

    public OnnxOptions {
        if (threads < 0 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "threads must be at least 0 and the batch size at least 1, not " + threads + " and " + batchSize);
        }
    }

    /** All cores of the CPU, with a batch size of 8. */
    public static OnnxOptions defaults() {
        return new OnnxOptions(0, Provider.CPU, 8, Optional.empty());
    }

    /** These options with another number of threads. */
    public OnnxOptions withThreads(int threads) {
        return new OnnxOptions(threads, provider, batchSize, imageSize);
    }

    /** These options with another execution provider. */
    public OnnxOptions withProvider(Provider provider) {
        return new OnnxOptions(threads, provider, batchSize, imageSize);
    }

    /** These options with another batch size. */
    public OnnxOptions withBatchSize(int batchSize) {
        return new OnnxOptions(threads, provider, batchSize, imageSize);
    }

    /** These options for another image size, a multiple of the patch size. */
    public OnnxOptions withImageSize(ImageSize size) {
        return new OnnxOptions(threads, provider, batchSize, Optional.of(size));
    }
}
