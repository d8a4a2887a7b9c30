package dev.pixio.weights.layout;

import dev.pixio.weights.tensor.WeightsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;

/**
 * What the names of weights say about who made them.
 *
 * @param layout whose names they are
 * @param prefix what stands before each of them, such as {@code module.} of data-parallel training; often nothing
 */
public record LayoutDetection(WeightLayout layout, String prefix) {

    /** A name that each model of some layouts has, more telling ones first. */
    private record Anchor(String name, List<WeightLayout> layouts) {}

    private static final List<Anchor> ANCHORS = List.of(
            new Anchor("encoder.class_tokens", List.of(WeightLayout.PIXIO)),
            new Anchor("backbone.vit.cls_token", List.of(WeightLayout.LIGHTLY, WeightLayout.LIGHTLY_SPLIT)),
            new Anchor("embeddings.cls_token", List.of(WeightLayout.HUGGINGFACE)),
            new Anchor("cls_token", List.of(WeightLayout.OFFICIAL, WeightLayout.MAE, WeightLayout.TIMM)),
            new Anchor("reg_token", List.of(WeightLayout.TIMM)));

    public static LayoutDetection of(Map<String, Tensor> weights) throws WeightsException {
        for (Anchor anchor : ANCHORS) {
            Optional<String> prefix = prefix(weights, anchor);
            if (prefix.isPresent()) {
                return new LayoutDetection(among(anchor.layouts(), weights, prefix.get()), prefix.get());
            }
        }
        throw new WeightsException("these weights have no known layout; the first of " + weights.size() + " names is "
                + weights.keySet().stream()
                        .findFirst()
                        .map(name -> "'" + name + "'")
                        .orElse("missing"));
    }

    /** Where the user says whose they are. */
    public static LayoutDetection as(WeightLayout layout, Map<String, Tensor> weights) throws WeightsException {
        for (Anchor anchor : ANCHORS) {
            Optional<String> prefix = anchor.layouts().contains(layout) ? prefix(weights, anchor) : Optional.empty();
            if (prefix.isPresent()) {
                return new LayoutDetection(layout, prefix.get());
            }
        }
        throw new WeightsException("these weights have not the names of the layout " + layout + "; they look like "
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
            throw new WeightsException("these weights hold several models, under " + String.join(" and ", prefixes)
                    + "; keep one of them");
        }
        return prefixes.isEmpty() ? Optional.empty() : Optional.of(prefixes.first());
    }

    private static WeightLayout among(List<WeightLayout> layouts, Map<String, Tensor> weights, String prefix) {
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
     * The weights without the prefix; whatever is not under it keeps its name.
     *
     * @param hidden gets the names of those whose place another takes
     */
    public Map<String, Tensor> withoutPrefix(Map<String, Tensor> weights, List<String> hidden) {
        if (prefix.isEmpty()) {
            return weights;
        }
        Map<String, Tensor> bare = new LinkedHashMap<>();
        List<String> outside = new ArrayList<>();
        weights.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                bare.put(name.substring(prefix.length()), tensor);
            } else {
                outside.add(name);
            }
        });
        for (String name : outside) {
            Tensor tensor = weights.get(name);
            // A backbone's own norm: its maps go through it, and not through that of the model inside of it.
            if (tensor != null && bare.put(name, tensor) != null) {
                hidden.add(prefix + name);
            }
        }
        return bare;
    }
}
