package dev.pixio.weights.torchfile;

import dev.pixio.torch.Tensors;
import dev.pixio.weights.tensor.StoredTensor;
import dev.pixio.weights.tensor.WeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Other copies of a model in its checkpoint: the student of a teacher, or a moving average. A group of tensors is a copy if it has
 * class tokens, as all models of this project have.
 */
final class ModelCopies {

    /** Class tokens in the layouts of all libraries, after the prefix of the model. */
    private static final Pattern CLASS_TOKENS =
            Pattern.compile("^(.*\\.)?(?:embeddings\\.)?(?:cls_token|reg_token|class_tokens)$");

    /** The usual names of moving averages: {@code model_ema}, {@code state_dict_ema}, {@code ema}, {@code swa_model}. */
    private static final Pattern AVERAGE = Pattern.compile("(?:.*[^a-z])?(?:ema|swa|avg|averaged?)(?:[^a-z].*)?");

    private ModelCopies() {}

    /** Opens stored tensors; the caller or the scope around the call closes them. */
    interface Opener {
        Map<String, Tensor> open(Map<String, StoredTensor> stored) throws IOException;
    }

    /**
     * Compares the weights with the other groups of tensors in the checkpoint.
     *
     * @param file for messages
     * @return a line for the user about each moving average that is left out
     * @throws WeightsException if another group holds different weights of a model and is no moving average
     */
    static List<String> notes(Path file, StateDict found, Opener opener) throws IOException {
        List<String> notes = new ArrayList<>();
        Optional<String> prefix = prefix(found.tensors());
        if (prefix.isEmpty()) {
            return notes;
        }
        Map<String, StoredTensor> own = withoutPrefix(found.tensors(), prefix.get());
        for (StateDict other : found.others()) {
            Optional<String> otherPrefix = prefix(other.tensors());
            if (otherPrefix.isEmpty() || same(own, withoutPrefix(other.tensors(), otherPrefix.get()), opener)) {
                continue;
            }
            if (!isAverage(other.location())) {
                throw new WeightsException(file + " contains several models with different weights, under '"
                        + found.location() + "' and '" + other.location() + "'; save only one of them");
            }
            notes.add("the weights of '" + found.location() + "' are used, not those of '" + other.location()
                    + "', a moving average; to use these, save them in a file of their own");
        }
        return notes;
    }

    private static boolean isAverage(String location) {
        String key = location.substring(location.lastIndexOf('.') + 1);
        return AVERAGE.matcher(key.toLowerCase(Locale.ROOT)).matches();
    }

    private static Optional<String> prefix(Map<String, StoredTensor> tensors) {
        for (String name : tensors.keySet()) {
            Matcher classTokens = CLASS_TOKENS.matcher(name);
            if (classTokens.matches()) {
                return Optional.of(classTokens.group(1) == null ? "" : classTokens.group(1));
            }
        }
        return Optional.empty();
    }

    private static Map<String, StoredTensor> withoutPrefix(Map<String, StoredTensor> tensors, String prefix) {
        Map<String, StoredTensor> names = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                names.put(name.substring(prefix.length()), tensor);
            }
        });
        return names;
    }

    /** Whether all tensors that both groups have are equal. */
    private static boolean same(Map<String, StoredTensor> own, Map<String, StoredTensor> other, Opener opener)
            throws IOException {
        Map<String, StoredTensor> left = new LinkedHashMap<>(own);
        left.keySet().retainAll(other.keySet());
        Map<String, StoredTensor> right = new LinkedHashMap<>(other);
        right.keySet().retainAll(own.keySet());
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> rights = opener.open(right);
            for (Map.Entry<String, Tensor> entry : opener.open(left).entrySet()) {
                Tensor counterpart = rights.get(entry.getKey());
                if (counterpart == null || !equal(entry.getValue(), counterpart)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean equal(Tensor left, Tensor right) {
        if (left.scalar_type().intern() != right.scalar_type().intern()
                || !Arrays.equals(Tensors.shape(left), Tensors.shape(right))) {
            return false;
        }
        boolean single = left.is_floating_point() && left.element_size() == 1; // fp8 cannot be compared
        return single ? left.to(ScalarType.Float).equal(right.to(ScalarType.Float)) : left.equal(right);
    }
}
