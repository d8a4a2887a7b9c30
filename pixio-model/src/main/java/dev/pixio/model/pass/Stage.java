package dev.pixio.model.pass;

import org.bytedeco.pytorch.Tensor;

/** A part of the model that is run forward and then back, or forgotten. The caller closes what comes out. */
interface Stage {

    /** Tokens to tokens; keeps what the way back needs. The input stays the caller's. */
    Tensor forward(Tensor tokens);

    /** The gradient of what came in from that of what came out; adds to the gradients of the parameters. */
    Tensor backward(Tensor gradient);

    /** Forgets what {@link #forward} kept. */
    void release();
}
