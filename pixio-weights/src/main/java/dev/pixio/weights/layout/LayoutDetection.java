package dev.pixio.weights.layout;

import dev.pixio.weights.tensor.WeightsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/**
 * The layout of weights, detected from their names.
 *
 * @param layout of the names
 * @param prefix of each name, such as {@code module.} of data-parallel training; often empty
 */
public record LayoutDetection(WeightLayout layout, String prefix) {

    private static final String MASK_TOKEN = "mask_token";

    /** The norm of a {@code PixioBackbone}: its feature maps use it instead of the norm of the model inside. */
    private static final String BACKBONE_NORM = "layernorm.";

    /** A name that all models of some layouts have. */
    private record Anchor(String name, List<WeightLayout> layouts) {}

    /** The most specific names first. */
    private static final List<Anchor> ANCHORS = List.of(
            new Anchor("encoder.class_tokens", List.of(WeightLayout.PIXIO)),
            new Anchor("backbone.vit.cls_token", List.of(WeightLayout.LIGHTLY, WeightLayout.LIGHTLY_SPLIT)),
            new Anchor("embeddings.cls_token", List.of(WeightLayout.HUGGINGFACE)),
            new Anchor("cls_token", List.of(WeightLayout.OFFICIAL, WeightLayout.MAE, WeightLayout.TIMM)),
            new Anchor("reg_token", List.of(WeightLayout.TIMM)));

    /**
     * Detects the layout.
     *
     * @throws WeightsException if it is unknown, or the weights contain several models
     */
    public static LayoutDetection of(Map<String, Tensor> weights) throws WeightsException {
        for (Anchor anchor : ANCHORS) {
            Optional<String> prefix = prefix(weights, anchor);
            if (prefix.isPresent()) {
                return new LayoutDetection(distinguish(anchor.layouts(), weights, prefix.get()), prefix.get());
            }
        }
        throw new WeightsException("these weights have an unknown layout; the first of " + weights.size() + " names is "
                + weights.keySet().stream()
                        .findFirst()
                        .map(name -> "'" + name + "'")
                        .orElse("missing"));
    }

    /**
     * Finds the prefix of weights whose layout the user has given.
     *
     * @throws WeightsException if the weights have other names
     */
    public static LayoutDetection as(WeightLayout layout, Map<String, Tensor> weights) throws WeightsException {
        for (Anchor anchor : ANCHORS) {
            Optional<String> prefix = anchor.layouts().contains(layout) ? prefix(weights, anchor) : Optional.empty();
            if (prefix.isPresent()) {
                return new LayoutDetection(layout, prefix.get());
            }
        }
        throw new WeightsException("these weights do not have the names of the layout " + layout + "; they look like "
                + of(weights).layout());
    }

    private static Optional<String> prefix(Map<String, Tensor> weights, Anchor anchor) throws WeightsException {
        TreeSet<String> prefixes = new TreeSet<>();
        for (String name : weights.keySet()) {
            if (name.equals(anchor.name()) || name.endsWith("." + anchor.name())) {
                prefixes.add(name.substring(0, name.length() - anchor.name().length()));
            }
        }
        if (prefixes.size() > 1) {
            String top = prefixes.remove("") ? "at the top and " : "";
            throw new WeightsException("these weights contain several models, " + top + "under "
                    + String.join(" and ", prefixes) + "; save only one of them");
        }
        return prefixes.isEmpty() ? Optional.empty() : Optional.of(prefixes.first());
    }

    private static WeightLayout distinguish(List<WeightLayout> layouts, Map<String, Tensor> weights, String prefix) {
        if (layouts.contains(WeightLayout.LIGHTLY)) {
            return weights.containsKey(prefix + "prediction_head.weight")
                    ? WeightLayout.LIGHTLY_SPLIT
                    : WeightLayout.LIGHTLY;
        }
        if (!layouts.contains(WeightLayout.OFFICIAL)) {
            return layouts.get(0);
        }
        Tensor classTokens = weights.get(prefix + "cls_token");
        if (weights.containsKey(prefix + "reg_token")) {
            return WeightLayout.TIMM;
        }
        if (classTokens != null && classTokens.dim() == 3 && classTokens.size(1) > 1) {
            return WeightLayout.OFFICIAL;
        }
        return weights.containsKey(prefix + "decoder_embed.weight") ? WeightLayout.MAE : WeightLayout.TIMM;
    }

    /**
     * The weights with the prefix removed. Names without the prefix are unchanged.
     *
     * @param ignored receives the names of weights that are not used: those that are replaced by one of the same name without
     *     the prefix, and those beside the model that no pass of a Pixio uses
     * @throws WeightsException if a weight is there with and without the prefix
     */
    public Map<String, Tensor> withoutPrefix(Map<String, Tensor> weights, List<String> ignored)
            throws WeightsException {
        Map<String, Tensor> unprefixed = new LinkedHashMap<>();
        Map<String, Tensor> outside = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            if (WrapperNames.isOwn(name) || isMaskTokenBeside(name)) {
                ignored.add(name);
            } else if (name.startsWith(prefix)) {
                unprefixed.put(name.substring(prefix.length()), tensor);
            } else {
                outside.put(name, tensor);
            }
        });
        for (Map.Entry<String, Tensor> entry : outside.entrySet()) {
            String name = entry.getKey();
            if (unprefixed.put(name, entry.getValue()) != null) {
                if (layout != WeightLayout.HUGGINGFACE || !name.startsWith(BACKBONE_NORM)) {
                    throw WrapperNames.twice(name, prefix + name);
                }
                ignored.add(prefix + name);
            }
        }
        return unprefixed;
    }

    /** The mask token of a backbone that holds the transformer, as {@code mask_token} beside {@code vit.cls_token}. */
    private boolean isMaskTokenBeside(String name) {
        if (layout != WeightLayout.TIMM || !(name.equals(MASK_TOKEN) || name.endsWith("." + MASK_TOKEN))) {
            return false;
        }
        return prefix.startsWith(name.substring(0, name.length() - MASK_TOKEN.length()));
    }
}
