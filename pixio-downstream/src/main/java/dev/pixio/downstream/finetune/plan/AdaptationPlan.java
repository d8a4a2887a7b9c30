package dev.pixio.downstream.finetune.plan;

import dev.pixio.model.config.Require;

/**
 * How far weights move from those of pre-training.
 *
 * @param start where the encoder's weights begin
 * @param layerDecay factor of the learning rate from each block to the one before it; 1 for equal rates
 * @param dropPath probability that an image skips the branches of the encoder's last block, linear from 0 in the first
 * @param average share of a moving average of the weights that a step keeps; 0 for no average
 * @param classWeights weights of classes in the loss: {@code none}, {@code balanced}, or numbers with commas between them
 */
public record AdaptationPlan(Start start, double layerDecay, double dropPath, double average, String classWeights) {

    /** Where the encoder's weights begin. */
    public enum Start {
        /** With those of the plan's file. */
        WEIGHTS,
        /** With new ones in the shape of the plan's file, to compare with: what pre-training is worth. */
        NEW
    }

    public AdaptationPlan {
        Require.that(
                layerDecay > 0 && layerDecay <= 1,
                "layer decay must be more than 0 and at most 1 (1 is off)",
                layerDecay);
        Require.that(dropPath >= 0 && dropPath < 1, "drop path must be at least 0 and less than 1", dropPath);
        Require.that(
                average >= 0 && average < 1, "the average must keep at least 0 and less than 1 (0 is off)", average);
        ClassWeights.parse(classWeights);
    }

    /** A copy with other class weights. */
    public AdaptationPlan withClassWeights(String weights) {
        return new AdaptationPlan(start, layerDecay, dropPath, average, weights);
    }
}
