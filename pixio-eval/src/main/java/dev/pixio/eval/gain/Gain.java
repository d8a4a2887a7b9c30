package dev.pixio.eval.gain;

/**
 * One measure of the trained and of the untrained encoder, as shares from 0 to 1.
 *
 * @param id in JSON: "knn"
 * @param name in text: "k-NN accuracy"
 */
public record Gain(String id, String name, double trained, double untrained) {

    /** The difference; negative if the untrained encoder is better. */
    public double difference() {
        return trained - untrained;
    }
}
