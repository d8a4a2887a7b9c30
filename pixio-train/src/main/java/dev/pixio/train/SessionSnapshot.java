package dev.pixio.train;

import dev.pixio.train.checkpoint.TrainingState;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * All that a checkpoint holds, at one step. The tensors are those that training goes on to change; copy them before.
 *
 * @param state of the run
 * @param weights of the model, by name, in the scope around the call
 * @param moments of the optimizer, by name, the optimizer's own
 * @param metadata of the files with weights and moments
 */
record SessionSnapshot(
        TrainingState state, Map<String, Tensor> weights, Map<String, Tensor> moments, Map<String, String> metadata) {}
