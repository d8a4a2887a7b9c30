package dev.pixio.train;

import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.TrainingState;
import dev.pixio.train.objective.Objective;
import dev.pixio.train.optim.WeightAverage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The contents of a checkpoint at one step. The tensors are not copies: the next optimizer step changes them.
 *
 * @param state of the run
 * @param weights of the model by name; they belong to the pointer scope around the call
 * @param moments of the optimizer by name, which belong to it, and trained weights where the model file has their averages
 * @param metadata of the files with weights and moments
 */
record SessionSnapshot(
        TrainingState state, Map<String, Tensor> weights, Map<String, Tensor> moments, Map<String, String> metadata) {

    /** A snapshot of what is trained and the moments of its optimizer; weights that are averaged are saved beside these. */
    static SessionSnapshot of(
            TrainingState state, Objective objective, Map<String, Tensor> moments, Optional<WeightAverage> average) {
        Map<String, String> provenance = Map.of(
                "pixio.recipe", objective.plan().recipe(),
                "pixio.step", Long.toString(state.step()),
                "pixio.images", state.source().description());
        Map<String, Tensor> weights = Tensors.state(objective.module());
        Map<String, Tensor> beside = new LinkedHashMap<>(moments);
        average.ifPresent(averages -> {
            weights.putAll(averages.averages());
            beside.putAll(averages.trained());
        });
        return new SessionSnapshot(state, weights, beside, objective.metadata(provenance));
    }
}
