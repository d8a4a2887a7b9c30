package dev.pixio.downstream.finetune.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Weights of classes in a loss. */
public sealed interface ClassWeights {

    /** All classes count alike. */
    record None() implements ClassWeights {}

    /**
     * Classes count inversely to their frequency, with a mean of 1 over the training data that were counted. A class that was not found
     * among them has the largest weight of the others.
     */
    record Balanced() implements ClassWeights {}

    /**
     * A weight for each class.
     *
     * @param weights at least 0, in the order of the classes
     */
    record Given(List<Double> weights) implements ClassWeights {

        public Given {
            weights = List.copyOf(weights);
        }
    }

    /**
     * The weights that a text names.
     *
     * @param text {@code none}, {@code balanced}, or numbers with commas between them
     * @throws IllegalArgumentException if it is none of them
     */
    static ClassWeights parse(String text) {
        return switch (text) {
            case "none" -> new None();
            case "balanced" -> new Balanced();
            default -> given(text);
        };
    }

    private static Given given(String text) {
        List<Double> weights = new ArrayList<>();
        for (String number : text.split(",", -1)) {
            weights.add(weight(number.strip(), text));
        }
        if (weights.stream().noneMatch(weight -> weight > 0)) {
            throw wrong(text);
        }
        return new Given(weights);
    }

    private static double weight(String number, String text) {
        try {
            double weight = Double.parseDouble(number);
            if (weight >= 0 && Double.isFinite(weight)) {
                return weight;
            }
        } catch (NumberFormatException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "class weights are none, balanced, or numbers of at least 0 such as 1,2.5,1, not '" + text + "'");
    }

    /**
     * The weights of classes with given frequencies.
     *
     * @param counts of the classes in the training data, images or pixels; read only if the weights are balanced
     * @return one for each class; empty if all are 1
     * @throws IllegalArgumentException if there are weights for another number of classes
     */
    default Optional<float[]> of(int classes, Counts counts) throws IOException {
        if (this instanceof Given given) {
            if (given.weights.size() != classes) {
                throw new IllegalArgumentException(
                        given.weights.size() + " class weights, but the data have " + classes + " classes");
            }
            return Optional.of(floats(
                    given.weights.stream().mapToDouble(Double::doubleValue).toArray()));
        }
        if (this instanceof Balanced) {
            long[] found = counts.get();
            double all = Arrays.stream(found).sum();
            long present = Arrays.stream(found).filter(count -> count > 0).count();
            long rarest = Arrays.stream(found).filter(count -> count > 0).min().orElse(1);
            return Optional.of(floats(Arrays.stream(found)
                    .mapToDouble(count -> all / (present * (count == 0 ? rarest : count)))
                    .toArray()));
        }
        return Optional.empty();
    }

    /** Counts classes. */
    interface Counts {
        long[] get() throws IOException;
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }
}
