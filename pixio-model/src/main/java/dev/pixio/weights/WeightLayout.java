package dev.pixio.weights;

import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** Under which names and in which shapes a library keeps the weights of a Pixio. */
public enum WeightLayout {
    /** This project's own names: {@code encoder.blocks.0.attention.qkv.weight}. */
    PIXIO {
        @Override
        public Map<String, Tensor> toPixio(Map<String, Tensor> weights) {
            return weights;
        }

        @Override
        public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
            return weights;
        }
    },
    /** The state dict of lightly's Pixio example: a timm backbone and a {@code PixioDecoderTIMM}. */
    LIGHTLY {
        @Override
        public Map<String, Tensor> toPixio(Map<String, Tensor> weights) {
            return LightlyLayout.toPixio(weights);
        }

        @Override
        public Map<String, Tensor> fromPixio(Map<String, Tensor> weights) {
            return LightlyLayout.fromPixio(weights);
        }
    };

    /**
     * The layout that these names belong to.
     *
     * @throws WeightsException if none is known
     */
    public static WeightLayout recognise(Set<String> names) throws WeightsException {
        if (names.contains("encoder.class_tokens")) {
            return PIXIO;
        }
        if (names.contains("backbone.vit.cls_token")) {
            return LIGHTLY;
        }
        throw new WeightsException("these weights have no known layout; the first of " + names.size() + " names is "
                + names.stream().findFirst().map(name -> "'" + name + "'").orElse("missing"));
    }

    /** The weights under this project's names. Names that the layout does not know keep theirs, so that they are noticed. */
    public abstract Map<String, Tensor> toPixio(Map<String, Tensor> weights);

    /** The weights under this layout's names. */
    public abstract Map<String, Tensor> fromPixio(Map<String, Tensor> weights);
}
