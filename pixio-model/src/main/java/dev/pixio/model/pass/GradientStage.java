package dev.pixio.model.pass;

import org.bytedeco.pytorch.Tensor;

/** A part of the model with a forward pass and a backward pass. The caller closes the tensors that are returned. */
interface GradientStage {

    /** Tokens to tokens; saves what the backward pass needs. The caller keeps ownership of the input. */
    Tensor forward(Tensor tokens);

    /** The gradient of the input from the gradient of the output; adds to the gradients of the parameters. */
    Tensor backward(Tensor gradient);

    /** Frees what {@link #forward} saved. */
    void release();
}
