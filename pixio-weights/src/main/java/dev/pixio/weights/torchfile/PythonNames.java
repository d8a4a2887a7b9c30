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
 * The names of Python and its training libraries that plain settings are made of. What makes new text or bytes draws on
 * one budget, since a pickle can give the same arguments again and again.
 */
final class PythonNames {

    private static final List<String> PATHS =
            List.of("Path", "PurePath", "PosixPath", "PurePosixPath", "WindowsPath", "PureWindowsPath");

    /** Types that settings name, such as {@code type=int} of an argument. */
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
    private int budget = 16 << 20;

    PythonNames() {
        constructors.put("collections.OrderedDict", PythonNames::dict);
        constructors.put("collections.Counter", PythonNames::dict);
        constructors.put("collections.defaultdict", arguments -> Dict.ofItems());
        ATTRIBUTES.forEach(name -> constructors.put(name, PythonNames::attributes));
        for (String module : List.of("builtins", "__builtin__")) {
            TYPES.forEach(type -> constructors.put(module + "." + type, arguments -> emptyOf(module + "." + type)));
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

    /** By the name with its module. */
    Map<String, Constructor> constructors() {
        return Map.copyOf(constructors);
    }

    private static Object emptyOf(String type) throws PickleException {
        throw new PickleException("calls the type " + type + ", which is only ever named");
    }

    /** Of nothing, of a dict, or of a list of pairs as Python 2 wrote it; the pairs are moved, so that none is there twice. */
    private static Object dict(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty()) {
            return Dict.ofItems();
        }
        if (arguments.get(0) instanceof Dict dict) {
            return dict;
        }
        if (!(arguments.get(0) instanceof ArrayList<?> pairs)) {
            throw new PickleException("makes a dict of something else than pairs");
        }
        Dict dict = Dict.ofItems();
        for (Object pair : pairs) {
            List<?> items =
                    pair instanceof Tuple tuple ? tuple.items() : pair instanceof List<?> list ? list : List.of();
            if (items.size() != 2) {
                throw new PickleException("makes a dict of something else than pairs");
            }
            dict.put(items.get(0), items.get(1));
        }
        pairs.clear();
        return dict;
    }

    private static Object attributes(List<Object> arguments) throws PickleException {
        if (!arguments.isEmpty()) {
            throw new PickleException("makes a namespace of arguments");
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
        throw new PickleException("makes a set of something else than a list");
    }

    private static Object bytes(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty()) {
            return new Bytes(new byte[0]);
        }
        if (arguments.get(0) instanceof Bytes bytes) {
            return bytes;
        }
        throw new PickleException("makes a bytearray of something else than bytes");
    }

    private static Object size(List<Object> arguments) throws PickleException {
        if (arguments.size() == 1 && arguments.get(0) instanceof Tuple tuple) {
            return tuple;
        }
        throw new PickleException("makes a torch.Size of something else than a tuple");
    }

    private Object joined(String between, List<Object> parts) throws PickleException {
        StringBuilder text = new StringBuilder();
        for (Object part : parts) {
            if (!(part instanceof String || part instanceof Long)) {
                throw new PickleException("makes a path or a device of something else than text");
            }
            String next = part.toString();
            boolean first =
                    text.isEmpty() || (between.equals("/") && text.toString().equals("/"));
            spend(next.length() + 40);
            text.append(first ? "" : between).append(next);
        }
        return text.toString();
    }

    /** {@code _codecs.encode(text, 'latin1')} is how protocol 2 holds bytes. */
    private Object encoded(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty()
                || !(arguments.get(0) instanceof String text)
                || (arguments.size() > 1 && !"latin1".equals(arguments.get(1)))) {
            throw new PickleException("encodes text by something else than latin1");
        }
        spend(text.length());
        return new Bytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** How protocols 0 and 1 make an object: {@code (class, object, None)}. */
    private static Object reconstructed(List<Object> arguments) throws PickleException {
        if (arguments.isEmpty() || !(arguments.get(0) instanceof Global type) || !ATTRIBUTES.contains(type.name())) {
            throw new PickleException("makes an object of a class that is not on the list of what is read");
        }
        return Dict.ofAttributes();
    }

    private void spend(int length) throws PickleException {
        budget -= length;
        if (budget < 0) {
            throw new PickleException("makes more text of its texts than any checkpoint needs");
        }
    }
}
