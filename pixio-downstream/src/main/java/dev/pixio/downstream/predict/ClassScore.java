package dev.pixio.downstream.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The probability of a class.
 *
 * @param name of the class
 * @param index of the class in the model
 * @param probability 0 to 1; those of all classes add up to 1
 */
public record ClassScore(String name, int index, double probability) {

    /**
     * Scores of all classes, the most probable first.
     *
     * @param classes names, in the order of the model
     * @param probabilities in the same order
     */
    public static List<ClassScore> ranked(List<String> classes, float[] probabilities) {
        if (classes.size() != probabilities.length) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + classes.size() + " classes");
        }
        List<ClassScore> scores = new ArrayList<>();
        for (int i = 0; i < probabilities.length; i++) {
            scores.add(new ClassScore(classes.get(i), i, probabilities[i]));
        }
        scores.sort(Comparator.comparingDouble(ClassScore::probability).reversed());
        return scores;
    }
}
