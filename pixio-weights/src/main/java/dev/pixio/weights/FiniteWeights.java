package dev.pixio.weights;

import dev.pixio.weights.tensor.NonFinite;
import dev.pixio.weights.tensor.SavedDtype;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Finds weights that are NaN or infinite: every feature, loss and reconstruction of such a model is NaN. */
public final class FiniteWeights {

    /** Tensors that a message names. */
    private static final int NAMED = 3;

    private FiniteWeights() {}

    /**
     * Describes the tensors with such numbers.
     *
     * @param weights by name, of any dtype
     * @return such as {@code 'norm.weight' has 1 NaN of 768 numbers}; empty if all are finite
     */
    public static Optional<String> fault(Map<String, Tensor> weights) {
        Map<String, NonFinite> found = find(weights);
        return found.isEmpty() ? Optional.empty() : Optional.of(describe(found, weights));
    }

    private static Map<String, NonFinite> find(Map<String, Tensor> weights) {
        Map<String, NonFinite> found = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> {
            NonFinite numbers = NonFinite.of(tensor);
            if (!numbers.isNone()) {
                found.put(name, numbers);
            }
        });
        return found;
    }

    private static String describe(Map<String, NonFinite> found, Map<String, Tensor> weights) {
        List<String> parts = new ArrayList<>();
        found.entrySet().stream().limit(NAMED).forEach(entry -> {
            Tensor tensor = weights.get(entry.getKey());
            parts.add("'" + entry.getKey() + "' has " + entry.getValue()
                    + (tensor == null ? "" : " of " + tensor.numel() + " numbers"));
        });
        String text = String.join(", ", parts);
        int more = found.size() - parts.size();
        return more == 0 ? text : text + ", and " + more + " more tensor" + (more == 1 ? "" : "s");
    }

    /**
     * Checks the weights that a model uses.
     *
     * @param file for the message, which names tensors as the file does
     * @param used of the file's weights
     * @throws WeightsException if some are not finite
     */
    static void require(ModelFile file, Map<String, Tensor> used) throws WeightsException {
        Map<String, NonFinite> found = find(used);
        if (found.isEmpty()) {
            requireFp32(file, used);
            return;
        }
        throw new WeightsException(file.path() + ": the weights are not finite: "
                + fault(inFile(file, found)).orElseGet(() -> describe(found, used)) + "; " + remedy(file));
    }

    /** Models are computed in fp32: a larger number in fp64 would become infinite. */
    private static void requireFp32(ModelFile file, Map<String, Tensor> used) throws WeightsException {
        for (Map.Entry<String, Tensor> entry : used.entrySet()) {
            long infinite = becomingInfinite(entry.getValue(), SavedDtype.FP32);
            if (infinite > 0) {
                throw new WeightsException(file.path() + ": '" + entry.getKey() + "' has numbers that are too large for"
                        + " fp32, in which the model is computed (" + infinite + " of "
                        + entry.getValue().numel() + "); use an earlier checkpoint or other weights");
            }
        }
    }

    /** How many finite numbers of a tensor conversion makes infinite. */
    private static long becomingInfinite(Tensor tensor, SavedDtype dtype) {
        if (dtype.of(tensor.scalar_type()) == tensor.scalar_type().intern()
                || (dtype == SavedDtype.FP32 && tensor.scalar_type().intern() != ScalarType.Double)) {
            return 0;
        }
        try (PointerScope scope = new PointerScope()) {
            long infinite =
                    NonFinite.of(tensor.to(dtype.of(tensor.scalar_type()))).infinite();
            return infinite == 0 ? 0 : infinite - NonFinite.of(tensor).infinite();
        }
    }

    /** The tensors of the file, under its own names, that are or may be parts of the weights that were found. */
    private static Map<String, Tensor> inFile(ModelFile file, Map<String, NonFinite> found) {
        IdentityHashMap<Tensor, String> names = new IdentityHashMap<>();
        file.weights().forEach((name, tensor) -> names.put(tensor, name));
        Map<String, Tensor> parts = new LinkedHashMap<>();
        file.content().tensors().forEach((name, tensor) -> {
            String whole = names.get(tensor);
            // Class tokens, positions and queries, keys and values may be joined from several tensors.
            boolean part = whole == null && file.report().ignored().stream().noneMatch(name::endsWith);
            if (part || (whole != null && found.containsKey(whole))) {
                parts.put(name, tensor);
            }
        });
        return parts;
    }

    private static String remedy(ModelFile file) {
        try {
            return ModelChecksum.previous(file.path().resolveSibling("").toAbsolutePath())
                    .map(checkpoint -> "use the previous checkpoint, " + checkpoint)
                    .orElse("use an earlier checkpoint or another copy of the file");
        } catch (IOException e) {
            return "use an earlier checkpoint or another copy of the file";
        }
    }

    /**
     * Checks that conversion to another dtype makes no finite number infinite.
     *
     * @param file of the weights, for the message
     * @throws WeightsException with the tensor
     */
    static void requireRepresentable(Path file, Map<String, Tensor> weights, SavedDtype dtype) throws WeightsException {
        for (Map.Entry<String, Tensor> entry : weights.entrySet()) {
            Tensor tensor = entry.getValue();
            long infinite = becomingInfinite(tensor, dtype);
            if (infinite > 0) {
                throw new WeightsException(
                        file + ": '" + entry.getKey() + "' has numbers that are too large for " + dtype + " ("
                                + infinite + " of " + tensor.numel() + "); use --dtype " + widerThan(dtype, tensor));
            }
        }
    }

    private static String widerThan(SavedDtype dtype, Tensor tensor) {
        if (becomingInfinite(tensor, SavedDtype.FP32) > 0) {
            return "keep";
        }
        return dtype == SavedDtype.FP16 ? "bf16 or fp32" : "fp32";
    }
}
