package dev.pixio.downstream.predict;

import dev.pixio.downstream.window.Resizing;

/**
 * How predictions are computed.
 *
 * @param device {@code auto} (the first GPU, otherwise the CPU), {@code cpu}, {@code cuda} or {@code cuda:1}
 * @param precision of the encoder: {@code auto}, {@code fp32} or {@code bf16}
 * @param batchSize images, or windows of images, in a forward pass
 * @param resizing of images before masks or depths are predicted; of no meaning for classes of images
 */
public record PredictionSettings(String device, String precision, int batchSize, Resizing resizing) {

    private static final int USUAL_BATCH = 16;

    /** @throws IllegalArgumentException if the batch size is less than 1 */
    public PredictionSettings {
        if (batchSize < 1) {
            throw new IllegalArgumentException("the batch size must be at least 1, not " + batchSize);
        }
    }

    /** Images keep their size. */
    public PredictionSettings(String device, String precision, int batchSize) {
        this(device, precision, batchSize, Resizing.NONE);
    }

    /** The first GPU or otherwise the CPU, in its fastest precision, 16 images or windows at a time. */
    public static PredictionSettings defaults() {
        return new PredictionSettings("auto", "auto", USUAL_BATCH);
    }

    public PredictionSettings withDevice(String name) {
        return new PredictionSettings(name, precision, batchSize, resizing);
    }

    public PredictionSettings withPrecision(String name) {
        return new PredictionSettings(device, name, batchSize, resizing);
    }

    public PredictionSettings withBatchSize(int size) {
        return new PredictionSettings(device, precision, size, resizing);
    }

    public PredictionSettings withResizing(Resizing other) {
        return new PredictionSettings(device, precision, batchSize, other);
    }
}
