package dev.pixio.downstream.predict;

/**
 * How predictions are computed.
 *
 * @param device {@code auto} (the first GPU, otherwise the CPU), {@code cpu}, {@code cuda} or {@code cuda:1}
 * @param precision of the encoder: {@code auto}, {@code fp32} or {@code bf16}
 * @param batchSize images, or windows of images, in a forward pass
 */
public record PredictionSettings(String device, String precision, int batchSize) {

    private static final int USUAL_BATCH = 16;

    /** @throws IllegalArgumentException if the batch size is less than 1 */
    public PredictionSettings {
        if (batchSize < 1) {
            throw new IllegalArgumentException("the batch size must be at least 1, not " + batchSize);
        }
    }

    /** The first GPU or otherwise the CPU, in its fastest precision, 16 images or windows at a time. */
    public static PredictionSettings defaults() {
        return new PredictionSettings("auto", "auto", USUAL_BATCH);
    }

    public PredictionSettings withDevice(String name) {
        return new PredictionSettings(name, precision, batchSize);
    }

    public PredictionSettings withPrecision(String name) {
        return new PredictionSettings(device, name, batchSize);
    }

    public PredictionSettings withBatchSize(int size) {
        return new PredictionSettings(device, precision, size);
    }
}
