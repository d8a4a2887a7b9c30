package dev.pixio.weights.torchfile;

import dev.pixio.weights.pickle.Dict;
import dev.pixio.weights.pickle.Global;
import dev.pixio.weights.pickle.Tuple;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings and counters beside the tensors of a checkpoint, as text by dotted name: {@code args.mask_grid}, {@code epoch}.
 * At most {@value #MOST} values of at most {@value #LONGEST} characters are collected. {@code None}, the optimizer, and values
 * other than strings, numbers, booleans, names and short lists of these are omitted. Lists are formatted as {@code [0.9, 0.95]}.
 */
final class PlainValues {

    private static final int MOST = 1_000;
    private static final int LONGEST = 1_000;
    private static final int LONGEST_LIST = 32;
    private static final int DEEPEST = 8;
    private static final int MOST_VISITED = 100_000;

    private final Map<String, String> texts = new LinkedHashMap<>();
    private int visited;

    private PlainValues() {}

    static Map<String, String> of(Object root) {
        PlainValues values = new PlainValues();
        if (root instanceof Dict dict) {
            values.collect(dict, "", 0);
        }
        return values.texts;
    }

    private void collect(Dict dict, String prefix, int depth) {
        for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
            if (++visited > MOST_VISITED || texts.size() >= MOST) {
                return;
            }
            String key = String.valueOf(entry.getKey());
            if (prefix.length() + key.length() > LONGEST || (depth == 0 && key.startsWith("optim"))) {
                continue;
            }
            String name = prefix.isEmpty() ? key : prefix + "." + key;
            if (entry.getValue() instanceof Dict inner && depth < DEEPEST) {
                collect(inner, name, depth + 1);
            } else {
                text(entry.getValue()).ifPresent(text -> texts.put(name, text));
            }
        }
    }

    private static Optional<String> text(Object value) {
        if (value instanceof Tuple tuple) {
            return list(tuple.items());
        }
        if (value instanceof NumpyNames.Values array) {
            return list(array.first(LONGEST_LIST + 1));
        }
        return value instanceof List<?> list ? list(list) : scalar(value);
    }

    private static Optional<String> list(List<?> items) {
        if (items.size() > LONGEST_LIST) {
            return Optional.empty();
        }
        List<String> texts =
                items.stream().flatMap(item -> scalar(item).stream()).toList();
        return texts.size() < items.size()
                ? Optional.empty()
                : Optional.of(texts.stream().collect(Collectors.joining(", ", "[", "]")));
    }

    private static Optional<String> scalar(Object value) {
        if (value instanceof Global global) {
            return Optional.of(global.name());
        }
        boolean plain = value instanceof String
                || value instanceof Long
                || value instanceof Double
                || value instanceof Boolean
                || value instanceof BigInteger;
        return plain && !(value instanceof String text && text.length() > LONGEST)
                ? Optional.of(value.toString())
                : Optional.empty();
    }
}
