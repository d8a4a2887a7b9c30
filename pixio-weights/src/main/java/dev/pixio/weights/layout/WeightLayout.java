package dev.pixio.weights.layout;

import dev.pixio.nn.PositionResize;
import dev.pixio.weights.tensor.WeightsException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/** The libraries whose names and shapes of the weights of a Pixio are supported. */
public enum WeightLayout {
    /** This project's own names: {@code encoder.blocks.0.attention.qkv.weight}. */
    PIXIO(PositionResize.ANTIALIASED, Parts.ENCODER_AND_DECODER),
    /** facebookresearch/pixio: encoder files, and checkpoints of its pre-training. */
    OFFICIAL(PositionResize.PLAIN, Parts.ENCODER_AND_DECODER),
    /** The state dict of lightly's Pixio example: a timm backbone and a {@code PixioDecoderTIMM} (lightly 1.5.26 to 1.6). */
    LIGHTLY(PositionResize.ANTIALIASED, Parts.ENCODER_AND_DECODER),
    /** As {@link #LIGHTLY}, with {@code MaskedVisionTransformerDecoderTIMM}, embedding and head (lightly from 1.6). */
    LIGHTLY_SPLIT(PositionResize.ANTIALIASED, Parts.ENCODER_AND_DECODER),
    /** timm's {@code VisionTransformer}; its registers are the class tokens after the first. */
    TIMM(PositionResize.ANTIALIASED, Parts.ENCODER_ONLY),
    /** {@code PixioModel} and {@code PixioBackbone} of transformers. */
    HUGGINGFACE(PositionResize.PLAIN, Parts.ENCODER_ONLY),
    /** facebookresearch/mae: the names of {@link #OFFICIAL}, and one class token. */
    MAE(PositionResize.PLAIN, Parts.ENCODER_AND_DECODER);

    private enum Parts {
        ENCODER_ONLY,
        ENCODER_AND_DECODER
    }

    private final PositionResize positionResize;
    private final Parts parts;

    WeightLayout(PositionResize positionResize, Parts parts) {
        this.positionResize = positionResize;
        this.parts = parts;
    }

    /**
     * The layout with the given name, in any case.
     *
     * @throws IllegalArgumentException if there is none; the message lists the names
     */
    public static WeightLayout find(String name) {
        return Arrays.stream(values())
                .filter(layout -> layout.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no layout '" + name + "'; there is "
                        + Arrays.stream(values()).map(WeightLayout::toString).collect(Collectors.joining(", "))));
    }

    /**
     * Detects the layout of weights; their names may have a common prefix.
     *
     * @throws WeightsException if the layout is unknown, or the weights contain several models
     */
    public static WeightLayout detect(Map<String, Tensor> weights) throws WeightsException {
        return LayoutDetection.of(weights).layout();
    }

    /**
     * The weights under this project's names. Names that the layout does not have are unchanged, so that they are reported.
     *
     * @throws WeightsException if a tensor is there under two names of the layout
     */
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) throws WeightsException {
        return layout().toPixio(weights);
    }

    /**
     * Renames weights of images of a size that is known.
     *
     * @param size by which a table of positions is recognised as one with or without rows for class tokens
     */
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights, Optional<StatedSize> size) throws WeightsException {
        return this == TIMM && size.isPresent()
                ? TimmLayout.ENCODER.of(size.get()).toPixio(weights)
                : layout().toPixio(weights);
    }

    /** The weights under this layout's names. */
    public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        return layout().fromPixio(weights);
    }

    /** The names of tensors that the library saves with the weights of a Pixio although no pass of a Pixio uses them. */
    public Set<String> ignored(Set<String> names) {
        Set<String> ignored = new LinkedHashSet<>(names);
        ignored.removeIf(name -> !layout().ignores(name));
        return ignored;
    }

    private Layout layout() {
        return switch (this) {
            case PIXIO -> RenamedLayout.PIXIO;
            case OFFICIAL, MAE -> RenamedLayout.OFFICIAL;
            case LIGHTLY -> LightlyLayout.WHOLE_DECODER;
            case LIGHTLY_SPLIT -> LightlyLayout.SPLIT_DECODER;
            case TIMM -> TimmLayout.ENCODER;
            case HUGGINGFACE -> HuggingFaceLayout.MODEL;
        };
    }

    /** The interpolation of positions in the library for images of another size. */
    public PositionResize positionResize() {
        return positionResize;
    }

    /** Whether the library has a decoder. */
    public boolean hasDecoder() {
        return parts == Parts.ENCODER_AND_DECODER;
    }

    /** The name in options: lower case, with hyphens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
