package dev.pixio.nn.option;

/** Whether the two branches of a block are scaled before they are added to the tokens. */
public enum LayerScale {
    /** They are added as they are. */
    NONE,
    /** Each is multiplied by a trained vector (Touvron et al. 2021, "Going deeper with image transformers"; DINOv2, DINOv3). */
    PER_CHANNEL
}
