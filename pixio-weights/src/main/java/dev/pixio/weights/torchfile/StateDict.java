package dev.pixio.weights.torchfile;

import dev.pixio.weights.pickle.Dict;
import dev.pixio.weights.tensor.StoredTensor;
import dev.pixio.weights.tensor.WeightsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The weights in a checkpoint. They are the first that exists of: the dict under {@code model}, {@code state_dict}, {@code
 * model_state_dict}, {@code model_state}, {@code teacher}, {@code student}, {@code module}, {@code network}, {@code net}, {@code
 * encoder} or {@code backbone}, which is searched in the same way; the tensors at the top; the only dict with tensors. The names
 * of nested dicts are joined with dots. The state of an optimizer is never searched. A prefix that all names have because of the
 * training ({@code module.} of DDP, {@code _orig_mod.} of {@code torch.compile}) is removed.
 *
 * @param location of the dict, such as {@code model}; empty for the top
 * @param tensors by name, in the order of the file
 * @param others groups of tensors beside the weights, which were not searched further; their own others are empty
 */
record StateDict(String location, Map<String, StoredTensor> tensors, List<StateDict> others) {

    private static final List<String> KEYS = List.of(
            "model",
            "state_dict",
            "model_state_dict",
            "model_state",
            "teacher",
            "student",
            "module",
            "network",
            "net",
            "encoder",
            "backbone");

    private static final List<String> NEVER_WEIGHTS =
            List.of("optim", "lr_sched", "scheduler", "scaler", "callbacks", "loops", "rng", "random");

    private static final List<String> PREFIXES = List.of("module.", "_orig_mod.");

    private static final int DEEPEST = 32;
    private static final int MOST_TENSORS = 100_000;
    private static final int MOST_VISITED = 2_000_000;
    private static final int LONGEST_NAME = 1_000;

    /**
     * Finds the weights in a saved object.
     *
     * @throws WeightsException if there are none, or more than any model has
     */
    static StateDict find(Object root) throws WeightsException {
        if (root instanceof Dict dict) {
            Search search = new Search();
            StateDict found = search.find(dict, "", 0);
            if (!found.tensors.isEmpty()) {
                return new StateDict(found.location, withoutPrefixes(found.tensors), found.others);
            }
        }
        throw new WeightsException("contains no named tensors");
    }

    private static Map<String, StoredTensor> withoutPrefixes(Map<String, StoredTensor> tensors) {
        for (String prefix : PREFIXES) {
            if (tensors.keySet().stream()
                    .allMatch(name -> name.startsWith(prefix) && name.length() > prefix.length())) {
                Map<String, StoredTensor> stripped = new LinkedHashMap<>();
                tensors.forEach((name, tensor) -> stripped.put(name.substring(prefix.length()), tensor));
                return withoutPrefixes(stripped);
            }
        }
        return tensors;
    }

    /** One search. It counts its steps, since dicts may contain themselves, or each other many times. */
    private static final class Search {
        private int visited;
        private final List<StateDict> others = new ArrayList<>();

        StateDict find(Dict dict, String location, int depth) throws WeightsException {
            for (String name : KEYS) {
                if (dict.entries().get(name) instanceof Dict inner && containsTensors(inner, depth)) {
                    addOthers(dict, name, location, depth);
                    return find(inner, join(location, name), depth + 1);
                }
            }
            List<Map.Entry<Object, Object>> dicts = new ArrayList<>();
            boolean direct = false;
            for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
                direct |= entry.getValue() instanceof StoredTensor;
                Optional<Dict> inner = candidate(entry);
                if (inner.isPresent() && containsTensors(inner.get(), depth)) {
                    dicts.add(entry);
                }
            }
            if (!direct && dicts.size() == 1 && dicts.get(0).getValue() instanceof Dict only) {
                return find(only, join(location, String.valueOf(dicts.get(0).getKey())), depth + 1);
            }
            Map<String, StoredTensor> tensors = new LinkedHashMap<>();
            collect(dict, "", depth, tensors);
            return new StateDict(location, tensors, others);
        }

        /** The groups of tensors beside the one that is taken. */
        private void addOthers(Dict dict, String taken, String location, int depth) throws WeightsException {
            for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
                Optional<Dict> inner = candidate(entry);
                if (inner.isPresent() && !entry.getKey().equals(taken)) {
                    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
                    collect(inner.get(), "", depth + 1, tensors);
                    others.add(new StateDict(join(location, String.valueOf(entry.getKey())), tensors, List.of()));
                }
            }
        }

        private static Optional<Dict> candidate(Map.Entry<Object, Object> entry) {
            String key = String.valueOf(entry.getKey());
            return entry.getValue() instanceof Dict dict
                            && NEVER_WEIGHTS.stream().noneMatch(key::startsWith)
                    ? Optional.of(dict)
                    : Optional.empty();
        }

        private boolean containsTensors(Dict dict, int depth) throws WeightsException {
            for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
                visit(depth);
                if (entry.getValue() instanceof StoredTensor) {
                    return true;
                }
                Optional<Dict> inner = candidate(entry);
                if (inner.isPresent() && containsTensors(inner.get(), depth + 1)) {
                    return true;
                }
            }
            return false;
        }

        private void collect(Dict dict, String prefix, int depth, Map<String, StoredTensor> into)
                throws WeightsException {
            for (Map.Entry<Object, Object> entry : dict.entries().entrySet()) {
                visit(depth);
                if (entry.getValue() instanceof StoredTensor tensor) {
                    String name = join(prefix, String.valueOf(entry.getKey()));
                    if (into.size() >= MOST_TENSORS) {
                        throw new WeightsException("contains more than " + MOST_TENSORS + " tensors");
                    }
                    if (into.put(name, tensor) != null) {
                        throw new WeightsException("contains two tensors named '" + name + "'");
                    }
                }
                Optional<Dict> inner = candidate(entry);
                if (inner.isPresent()) {
                    collect(inner.get(), join(prefix, String.valueOf(entry.getKey())), depth + 1, into);
                }
            }
        }

        private void visit(int depth) throws WeightsException {
            if (depth > DEEPEST || ++visited > MOST_VISITED) {
                throw new WeightsException(
                        "has dicts that contain themselves, or are nested more than " + DEEPEST + " levels deep");
            }
        }

        private static String join(String prefix, String name) throws WeightsException {
            if (prefix.length() + name.length() > LONGEST_NAME) {
                throw new WeightsException(
                        "contains a tensor whose name is longer than " + LONGEST_NAME + " characters");
            }
            return prefix.isEmpty() ? name : prefix + "." + name;
        }
    }
}
