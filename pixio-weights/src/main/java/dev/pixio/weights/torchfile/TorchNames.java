package dev.pixio.weights.torchfile;

import dev.pixio.weights.pickle.AllowedNames;
import dev.pixio.weights.pickle.Constructor;
import dev.pixio.weights.pickle.Global;
import dev.pixio.weights.pickle.PickleException;
import dev.pixio.weights.pickle.Tuple;
import dev.pixio.weights.tensor.Dtype;
import dev.pixio.weights.tensor.StoredTensor;
import dev.pixio.weights.tensor.StoredTensor.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The allowed names in checkpoints of torch, Lightning and training scripts: tensors and plain settings. One for each file. */
final class TorchNames implements AllowedNames {

    private static final int MOST_DIMENSIONS = 25;

    private static final Constructor NOT_CALLED = arguments -> {
        throw new PickleException("calls a type that may only be named");
    };

    private final Map<String, Constructor> constructors = new HashMap<>();
    private final Map<String, Dtype> dtypes = new HashMap<>();
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    TorchNames() {
        constructors.putAll(new PythonNames().constructors());
        constructors.putAll(NumpyNames.constructors());
        for (Dtype dtype : Dtype.values()) {
            dtypes.put("torch." + dtype.torchName(), dtype);
            if (!dtype.storage().isEmpty()) {
                dtypes.put("torch." + dtype.storage(), dtype);
            }
        }
        dtypes.put("torch.storage.UntypedStorage", Dtype.U8);
        dtypes.put("torch.UntypedStorage", Dtype.U8);
        dtypes.keySet().forEach(name -> constructors.put(name, NOT_CALLED));
        constructors.put("torch._utils._rebuild_tensor", TorchNames::rebuild);
        constructors.put("torch._utils._rebuild_tensor_v2", TorchNames::rebuild);
        constructors.put("torch._utils._rebuild_tensor_v3", this::rebuildOfDtype);
        constructors.put("torch._utils._rebuild_parameter", TorchNames::tensorOfParameter);
        constructors.put("torch._utils._rebuild_parameter_with_state", TorchNames::tensorOfParameter);
        constructors.put("torch._tensor._rebuild_from_type_v2", TorchNames::rebuildOfType);
        for (String type : List.of("torch.Tensor", "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer")) {
            constructors.put(type, NOT_CALLED);
        }
    }

    @Override
    public Optional<Constructor> global(String module, String name) {
        return Optional.ofNullable(constructors.get(module + "." + name));
    }

    /** The storages to which the pickle refers, in order of their first occurrence. */
    Map<String, Storage> storages() {
        return Collections.unmodifiableMap(storages);
    }

    /** {@code ('storage', torch.FloatStorage, key, location, number of elements)}; in old files, followed by a view. */
    @Override
    public Object persistent(Object id) throws PickleException {
        List<Object> parts = id instanceof Tuple tuple ? tuple.items() : List.of();
        if (parts.size() < 5
                || !"storage".equals(parts.get(0))
                || !(parts.get(1) instanceof Global type)
                || !(parts.get(2) instanceof String key)
                || !(parts.get(4) instanceof Long elements)) {
            throw new PickleException("has a persistent id that is not a storage of torch");
        }
        if (parts.size() > 5 && parts.get(5) instanceof Tuple) {
            throw new PickleException(
                    "has a storage that is a part of another, as torch before 0.4 wrote; save it again");
        }
        Dtype dtype = dtypes.get(type.name());
        if (dtype == null || elements < 0 || elements > Long.MAX_VALUE / dtype.bytes()) {
            throw new PickleException("has a storage of " + elements + " elements of " + type.name());
        }
        Storage storage = new Storage(key, elements * dtype.bytes());
        Storage first = storages.putIfAbsent(key, storage);
        if (first != null && first.bytes() != storage.bytes()) {
            throw new PickleException("declares two sizes for the storage '" + key + "'");
        }
        return new TypedStorage(first == null ? storage : first, dtype);
    }

    private record TypedStorage(Storage storage, Dtype dtype) {}

    /** {@code (storage, offset, shape, strides, ...)}; the other arguments do not affect the values. */
    private static Object rebuild(List<Object> arguments) throws PickleException {
        if (arguments.size() < 4 || !(arguments.get(0) instanceof TypedStorage typed)) {
            throw new PickleException("rebuilds a tensor without a storage");
        }
        return tensor(typed, typed.dtype(), arguments);
    }

    /** {@code (storage, offset, shape, strides, requires_grad, hooks, dtype, ...)}. */
    private Object rebuildOfDtype(List<Object> arguments) throws PickleException {
        if (arguments.size() < 7
                || !(arguments.get(0) instanceof TypedStorage typed)
                || !(arguments.get(6) instanceof Global type)) {
            throw new PickleException("rebuilds a tensor without a storage or dtype");
        }
        Dtype dtype = dtypes.get(type.name());
        if (dtype == null) {
            throw new PickleException("has a tensor of " + type.name() + ", which libtorch does not support");
        }
        return tensor(typed, dtype, arguments);
    }

    private static StoredTensor tensor(TypedStorage typed, Dtype dtype, List<Object> arguments) throws PickleException {
        if (!(arguments.get(1) instanceof Long offset)) {
            throw new PickleException("has a tensor whose offset is not a number");
        }
        return new StoredTensor(typed.storage(), dtype, offset, longs(arguments.get(2)), longs(arguments.get(3)));
    }

    private static List<Long> longs(Object tuple) throws PickleException {
        List<Object> items = tuple instanceof Tuple given ? given.items() : List.of(-1);
        List<Long> longs = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Long number) || longs.size() >= MOST_DIMENSIONS) {
                throw new PickleException(
                        "has a tensor whose shape or strides are not at most " + MOST_DIMENSIONS + " integers");
            }
            longs.add(number);
        }
        return List.copyOf(longs);
    }

    /** The tensor of a parameter. */
    private static Object tensorOfParameter(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof StoredTensor tensor)) {
            throw new PickleException("has a parameter without a tensor");
        }
        return tensor;
    }

    /** {@code (function, type, arguments, state)}; the function must be one that rebuilds a tensor. */
    private static Object rebuildOfType(List<Object> arguments) throws PickleException {
        if (arguments.size() < 3
                || !(arguments.get(0) instanceof Global function)
                || !function.name().startsWith("torch._utils._rebuild_")
                || !(arguments.get(2) instanceof Tuple inner)) {
            throw new PickleException("rebuilds a tensor with a function that creates none");
        }
        return function.constructor().make(inner.items());
    }
}
