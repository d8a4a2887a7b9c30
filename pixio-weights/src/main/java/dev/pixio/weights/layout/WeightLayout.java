package dev.pixio.weights.layout;

import dev.pixio.nn.PositionResize;
import dev.pixio.weights.tensor.WeightsException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/** Under which names and in which shapes a library keeps the weights of a Pixio. */
public enum WeightLayout {
    /** This project's own names: {@code encoder.blocks.0.attention.qkv.weight}. */
    PIXIO(PositionResize.ANTIALIASED, Holds.ENCODER_AND_DECODER),
    /** facebookresearch/pixio: encoder files, and checkpoints of its pre-training. */
    OFFICIAL(PositionResize.PLAIN, Holds.ENCODER_AND_DECODER),
    /** The state dict of lightly's Pixio example: a timm backbone and a {@code PixioDecoderTIMM} (lightly 1.5.26 to 1.6). */
    LIGHTLY(PositionResize.ANTIALIASED, Holds.ENCODER_AND_DECODER),
    /** The same with {@code MaskedVisionTransformerDecoderTIMM}, its embedding and head beside it (lightly from 1.6). */
    LIGHTLY_SPLIT(PositionResize.ANTIALIASED, Holds.ENCODER_AND_DECODER),
    /** timm's {@code VisionTransformer}, its registers taken for further class tokens. */
    TIMM(PositionResize.ANTIALIASED, Holds.ENCODER_ALONE),
    /** {@code PixioModel} and {@code PixioBackbone} of transformers. */
    HUGGINGFACE(PositionResize.PLAIN, Holds.ENCODER_ALONE),
    /** facebookresearch/mae: the names of {@link #OFFICIAL}, and one class token. */
    MAE(PositionResize.PLAIN, Holds.ENCODER_AND_DECODER);

    private enum Holds {
        ENCODER_ALONE,
        ENCODER_AND_DECODER
    }

    private final PositionResize positionResize;
    private final Holds holds;

    WeightLayout(PositionResize positionResize, Holds holds) {
        this.positionResize = positionResize;
        this.holds = holds;
    }

    /**
     * The layout with the given name, in any case.
     *
     * @throws IllegalArgumentException that names all there are
     */
    public static WeightLayout find(String name) {
        return Arrays.stream(values())
                .filter(layout -> layout.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no layout '" + name + "'; there is "
                        + Arrays.stream(values()).map(WeightLayout::toString).collect(Collectors.joining(", "))));
    }

    /**
     * The layout that these weights have, whatever stands before all of their names.
     *
     * @throws WeightsException if none is known, or the weights hold several models
     */
    public static WeightLayout recognise(Map<String, Tensor> weights) throws WeightsException {
        return LayoutDetection.of(weights).layout();
    }

    /** The weights under this project's names. Names that the layout does not know keep theirs, so that they are noticed. */
    public Map<String, Tensor> toPixio(Map<String, Tensor> weights) {
        return layout().toPixio(weights);
    }

    /** The weights under this layout's names. */
    public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
        return layout().fromPixio(weights);
    }

    /** Those of the names that the library keeps beside a Pixio's weights and that no pass of a Pixio uses. */
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
            case TIMM -> TimmLayout.ALONE;
            case HUGGINGFACE -> HuggingFaceLayout.MODEL;
        };
    }

    /** How the library interpolates positions for an image of another size. */
    public PositionResize positionResize() {
        return positionResize;
    }

    /** Whether the library has a decoder to load, or only an encoder. */
    public boolean hasDecoder() {
        return holds == Holds.ENCODER_AND_DECODER;
    }

    /** The name as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
