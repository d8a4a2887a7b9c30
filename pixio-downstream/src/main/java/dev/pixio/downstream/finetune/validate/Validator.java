package dev.pixio.downstream.finetune.validate;

import dev.pixio.downstream.model.TaskModel;
import dev.pixio.torch.Precision;
import java.io.IOException;

/** Measures how good a model is, on images that it is not trained on. */
@FunctionalInterface
public interface Validator {

    /**
     * Measures a model.
     *
     * @param model whose weights and gradients are not changed
     * @param precision of matrix products
     * @throws IOException if an image cannot be read
     */
    Validation validate(TaskModel model, Precision precision) throws IOException, InterruptedException;
}
