package dev.pixio.onnx.runtime;

/**
 * How a model is run.
 *
 * @param threads of one run; 0 for one a core
 * @param provider what computes
 * @param batchSize images of a list that go through the model at once, at least 1
 */
public record OnnxOptions(int threads, Provider provider, int batchSize) {

    /** A part of ONNX Runtime that computes. */
    public enum Provider {
        CPU,
        /** An NVIDIA GPU, where the artifact {@code onnxruntime_gpu} stands in for {@code onnxruntime}. */
        CUDA
    }

    public OnnxOptions {
        if (threads < 0 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "threads must be at least 0 and the batch size at least 1, not " + threads + " and " + batchSize);
        }
    }

    /** On the CPU with all of its cores, eight images at once. */
    public static OnnxOptions defaults() {
        return new OnnxOptions(0, Provider.CPU, 8);
    }

    /** The same with another number of threads. */
    public OnnxOptions withThreads(int threads) {
        return new OnnxOptions(threads, provider, batchSize);
    }

    /** The same on something else. */
    public OnnxOptions withProvider(Provider provider) {
        return new OnnxOptions(threads, provider, batchSize);
    }

    /** The same with more or fewer images at once. */
    public OnnxOptions withBatchSize(int batchSize) {
        return new OnnxOptions(threads, provider, batchSize);
    }
}
