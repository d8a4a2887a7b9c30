package dev.pixio.weights.layout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Joins the outputs of several linear layers, which other libraries save apart, to those of one layer. */
final class JoinedTensors {

    private static final String WEIGHT = "weight";
    private static final String BIAS = "bias";

    /** What to do with a bias that some of the layers lack. */
    enum MissingBias {
        /** Nothing is joined, so that the names are reported. */
        REPORTED,
        /** It is zero. */
        ZERO
    }

    private final Map<String, Tensor> tensors;

    /** @param tensors which are changed */
    JoinedTensors(Map<String, Tensor> tensors) {
        this.tensors = tensors;
    }

    /**
     * Joins the layers of all blocks.
     *
     * @param parts names of the layers inside a block, in the order of their outputs, such as {@code attention.query.}
     * @param joined name of the one layer
     */
    void join(List<String> parts, String joined, MissingBias missing) {
        String first = "." + parts.get(0) + WEIGHT;
        for (String name : List.copyOf(tensors.keySet())) {
            if (name.endsWith(first)) {
                join(name.substring(0, name.length() - first.length() + 1), parts, joined, missing);
            }
        }
    }

    private void join(String block, List<String> parts, String joined, MissingBias missing) {
        Optional<Tensor> weight = cat(block, parts, WEIGHT);
        if (missing == MissingBias.ZERO && weight.isPresent()) {
            for (String part : parts) {
                Tensor rows = tensors.get(block + part + WEIGHT);
                if (rows != null && !tensors.containsKey(block + part + BIAS)) {
                    tensors.put(block + part + BIAS, torch.zeros_like(rows.select(1, 0)));
                }
            }
        }
        Optional<Tensor> bias = cat(block, parts, BIAS);
        weight.ifPresent(tensor -> replace(block, parts, WEIGHT, joined, tensor));
        bias.ifPresent(tensor -> replace(block, parts, BIAS, joined, tensor));
    }

    private Optional<Tensor> cat(String block, List<String> parts, String kind) {
        List<Tensor> found = new ArrayList<>();
        for (String part : parts) {
            Tensor tensor = tensors.get(block + part + kind);
            if (tensor == null || tensor.dim() != (kind.equals(WEIGHT) ? 2 : 1)) {
                return Optional.empty();
            }
            found.add(tensor);
        }
        return Optional.of(torch.cat(new TensorVector(found.toArray(Tensor[]::new)), 0));
    }

    private void replace(String block, List<String> parts, String kind, String joined, Tensor tensor) {
        parts.forEach(part -> tensors.remove(block + part + kind));
        tensors.put(block + joined + kind, tensor);
    }

    /**
     * The reverse: equal shares of the outputs of a layer, in a copy of the map.
     *
     * @param joined name of the layer inside a block
     * @param parts names of the layers of which each gets a share
     */
    static Map<String, Tensor> split(Map<String, Tensor> tensors, String joined, List<String> parts) {
        Map<String, Tensor> apart = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            int at = name.indexOf("." + joined);
            if (at < 0) {
                apart.put(name, tensor);
                return;
            }
            String kind = name.substring(at + 1 + joined.length());
            long share = tensor.size(0) / parts.size();
            for (int i = 0; i < parts.size(); i++) {
                apart.put(name.substring(0, at + 1) + parts.get(i) + kind, tensor.narrow(0, i * share, share));
            }
        });
        return apart;
    }
}
