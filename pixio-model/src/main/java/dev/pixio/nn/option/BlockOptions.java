package dev.pixio.nn.option;

/** What a transformer block has beyond that of a Pixio. */
public record BlockOptions(LayerScale scale, MlpKind mlp) {

    /** The block of a Pixio. */
    public static final BlockOptions NONE = new BlockOptions(LayerScale.NONE, MlpKind.GELU);
}
