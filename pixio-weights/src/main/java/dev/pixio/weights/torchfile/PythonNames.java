package dev.pixio.weights.torchfile;

import dev.pixio.weights.pickle.Bytes;
import dev.pixio.weights.pickle.Constructor;
import dev.pixio.weights.pickle.Dict;
import dev.pixio.weights.pickle.Global;
import dev.pixio.weights.pickle.PickleException;
import dev.pixio.weights.pickle.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The names of Python and its training libraries in pickles of plain settings. The total size of created strings and bytes is
 * limited, since a pickle can pass the same arguments any number of times.
 */
final class PythonNames {

    private static final List<String> PATHS =
            List.of("Path", "PurePath", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath");

    /** Types that settings refer to, such as {@code type=int} of an argument. */
    private static final List<String> TYPES =
            List.of("object", "int", "float", "bool", "str", "bytes", "list", "tuple", "dict", "type");

    private static final List<String> ATTRIBUTES = List.of(
            "argparse.Namespace",
            "types.SimpleNamespace",
            "pytorch_lightning.utilities.parsing.AttributeDict",
            "lightning.pytorch.utilities.parsing.AttributeDict",
            "lightning_fabric.utilities.data.AttributeDict",
            "lightning.fabric.utilities.data.AttributeDict");

    private final Map<String, Constructor> constructors = new HashMap<>();
    private int remainingBytes = 16 << 20;

    PythonNames() {
        constructors.put("collections.OrderedDict", PythonNames::dict);
        constructors.put("collections.Counter", PythonNames::dict);
        constructors.put("collections.defaultdict", arguments -> Dict.ofItems());
        ATTRIBUTES.forEach(name -> constructors.put(name, PythonNames::attributes));
        for (String module : List.of("builtins", "__builtin__")) {
            TYPES.forEach(type -> constructors.put(module + "." + type, arguments -> refuseCall(module + "." + type)));
            constructors.put(module + ".set", PythonNames::list);
            constructors.put(module + ".frozenset", PythonNames::list);
            constructors.put(module + ".bytearray", PythonNames::bytes);
            constructors.put(module + ".complex", Tuple::new);
            constructors.put(module + ".slice", Tuple::new);
            constructors.put(module + ".range", Tuple::new);
            constructors.put(module + ".xrange", Tuple::new);
        }
        for (String path : PATHS) {
            constructors.put("pathlib." + path, arguments -> joined("/", arguments));
            constructors.put("pathlib._local." + path, arguments -> joined("/", arguments));
        }
        constructors.put("torch.device", arguments -> joined(":", arguments));
        constructors.put("torch.Size", PythonNames::size);
        constructors.put("_codecs.encode", this::encoded);
        constructors.put("copyreg._reconstructor", PythonNames::reconstructed);
        constructors.put("copy_reg._reconstructor", PythonNames::reconstructed);
    }

    /** By qualified name. */
    Map<String, Constructor> constructors() {
        return Map.copyOf(constructors);
    }

    private static Object refuseCall(String type) throws PickleException {
        throw new PickleException("calls the type " + type + ", which may only be named");
    }

    /** From no argument, a dict, or a list of pairs as in Python 2. The pairs are moved, so that they are in memory once. */
    private static Object dict(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty()) {
            return Dict.ofItems();
        }
        if (arguments.get(0) instanceof Dict dict) {
            return dict;
        }
        if (!(arguments.get(0) instanceof ArrayList<?> pairs)) {
            throw new PickleException("creates a dict from something other than pairs");
        }
        Dict dict = Dict.ofItems();
        for (Object pair : pairs) {
            List<?> items =
                    pair instanceof Tuple tuple ? tuple.items() : pair instanceof List<?> list ? list : List.of();
            if (items.size() != 2) {
                throw new PickleException("creates a dict from something other than pairs");
            }
            dict.put(items.get(0), items.get(1));
        }
        pairs.clear();
        return dict;
    }

    private static Object attributes(List<Object> arguments) throws PickleException {
        if (!arguments.isEmpty()) {
            throw new PickleException("creates a namespace with arguments");
        }
        return Dict.ofAttributes();
    }

    private static Object list(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty()) {
            return new ArrayList<>();
        }
        if (arguments.get(0) instanceof List<?> list) {
            return list;
        }
        throw new PickleException("creates a set from something other than a list");
    }

    private static Object bytes(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty()) {
            return new Bytes(new byte[0]);
        }
        if (arguments.get(0) instanceof Bytes bytes) {
            return bytes;
        }
        throw new PickleException("creates a bytearray from something other than bytes");
    }

    private static Object size(List<Object> arguments) throws PickleException {
        if (arguments.size() == 1 && arguments.get(0) instanceof Tuple tuple) {
            return tuple;
        }
        throw new PickleException("creates a torch.Size from something other than a tuple");
    }

    private Object joined(String separator, List<Object> parts) throws PickleException {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            if (!(part instanceof String || part instanceof Long)) {
                throw new PickleException("creates a path or a device from something other than text");
            }
            String next = part.toString();
            boolean first =
                    text.isEmpty() || (separator.equals("/") && text.toString().equals("/"));
            count(next.length() + 40);
            text.append(first ? "" : separator).append(next);
        }
        return text.toString();
    }

    /** {@code _codecs.encode(text, 'latin1')} is the form of bytes in protocol 2. */
    private Object encoded(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty()
                || !(arguments.get(0) instanceof String text)
                || (arguments.size() > 1 && !"latin1".equals(arguments.get(1)))) {
            throw new PickleException("encodes text with another codec than latin1");
        }
        count(text.length());
        return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Creates an object in protocols 0 and 1: {@code (class, object, None)}. */
    private static Object reconstructed(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof Global type) || !ATTRIBUTES.contains(type.name())) {
            throw new PickleException("creates an object of a class that is not allowed");
        }
        return Dict.ofAttributes();
    }

    private void count(int length) throws PickleException {
        remainingBytes -= length;
        if (remainingBytes < 0) {
            throw new PickleException("creates more text than any checkpoint needs");
        }
    }
}
