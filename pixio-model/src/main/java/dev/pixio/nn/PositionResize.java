package dev.pixio.nn;

/** How position embeddings are interpolated for images of another size than the model's; both are bicubic. */
public enum PositionResize {
    /** With a filter that is wider where the grid shrinks, cubic coefficient -0.5 (timm, and lightly on it). */
    ANTIALIASED,
    /** Without that filter, cubic coefficient -0.75 (the Pixio authors' code, MAE, transformers). */
    PLAIN
}
