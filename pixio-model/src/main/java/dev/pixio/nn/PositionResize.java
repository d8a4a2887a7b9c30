package dev.pixio.nn;

/** How position embeddings are interpolated for a picture of another size than the model's; bicubic either way. */
public enum PositionResize {
    /** With a filter that widens where a grid shrinks, cubic coefficient -0.5 (timm, and lightly on it). */
    ANTIALIASED,
    /** Without that filter, cubic coefficient -0.75 (the Pixio authors' code, MAE, transformers). */
    PLAIN
}
