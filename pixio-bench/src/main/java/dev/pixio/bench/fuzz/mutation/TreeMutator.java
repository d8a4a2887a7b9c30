package dev.pixio.bench.fuzz.mutation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Changes the tree of a JSON or YAML file: values of other types, numbers out of range, keys that are missing, repeated or
 * renamed, deep nesting, long texts.
 */
public final class TreeMutator implements Mutator {

    private static final int MOST_CHANGES = 3;
    private static final int DEEP = 3000;
    private static final int LONG = 20_000;
    private static final int MANY = 1000;

    /** Values as they are written; no tree can hold all of them. */
    private static final List<String> VALUES = List.of(
            "-1",
            "0",
            "1",
            "3",
            "2147483647",
            "2147483648",
            "-2147483649",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "18446744073709551616",
            "1e400",
            "-1e400",
            "1e-400",
            "1E+1000000000",
            "9".repeat(60),
            "9".repeat(1500),
            "0.5",
            "NaN",
            "Infinity",
            "null",
            "true",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\n\"",
            "\"\\ud800\"",
            "\"NaN\"",
            "\"../../x\"",
            "\"" + "x".repeat(LONG) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[1],[2,3]]",
            "{\"\":null}",
            "[".repeat(DEEP) + "]".repeat(DEEP),
            "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP),
            "[".repeat(DEEP),
            "[" + "0,".repeat(MANY) + "0]");

    /** Further values of YAML. */
    private static final List<String> YAML_VALUES = List.of(
            ".nan",
            "-.inf",
            "~",
            "0x7fffffffffffffffff",
            "1_000",
            "1:30:00",
            "2001-12-14t21:59:43.10-05:00",
            "!!binary x",
            "!!java.net.URL [\"http://localhost\"]",
            "&a [*a, *a]",
            "*missing",
            "? x",
            "|\n x",
            "\t",
            "yes",
            "08",
            "\u0085");

    private static final Pattern PLACEHOLDER = Pattern.compile("\"?@@(\\d+)@@\"?");
    private static final Pattern REPEATED_KEY = Pattern.compile("@@again\\d+@@");

    private final Function<byte[], JsonNode> read;
    private final Function<JsonNode, String> write;
    private final List<String> values;

    private TreeMutator(Function<byte[], JsonNode> read, Function<JsonNode, String> write, List<String> values) {
        this.read = read;
        this.write = write;
        this.values = values;
    }

    /** Of JSON. */
    public static TreeMutator json() {
        return new TreeMutator(JsonMapper.shared()::readTree, JsonNode::toString, VALUES);
    }

    /** Of YAML; in every other file in flow style, which is JSON with other scalars. */
    public static Mutator yaml() {
        YAMLMapper mapper = YAMLMapper.builder().build();
        List<String> all = new ArrayList<>(VALUES);
        all.addAll(YAML_VALUES);
        return Mutator.anyOf(
                new TreeMutator(mapper::readTree, mapper::writeValueAsString, all),
                new TreeMutator(mapper::readTree, JsonNode::toString, all));
    }

    @Override
    public byte[] mutate(byte[] seed, byte[] other, SplittableRandom random) {
        JsonNode tree;
        try {
            tree = read.apply(seed);
        } catch (JacksonException e) {
            return seed; // a seed that is not of this format is left to other mutators
        }
        for (int changes = 1 + random.nextInt(MOST_CHANGES); changes > 0; changes--) {
            List<JsonNode> containers = containers(tree);
            if (!containers.isEmpty()) {
                change(containers.get(random.nextInt(containers.size())), random);
            }
        }
        String text = REPEATED_KEY.matcher(write.apply(tree)).replaceAll("");
        text = PLACEHOLDER
                .matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(values.get(Integer.parseInt(found.group(1)) % values.size())));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> containers(JsonNode tree) {
        List<JsonNode> found = new ArrayList<>();
        List<JsonNode> open = new ArrayList<>(List.of(tree));
        while (!open.isEmpty()) {
            JsonNode node = open.remove(open.size() - 1);
            if (!node.isEmpty()) {
                found.add(node);
                node.forEach(open::add);
            }
        }
        return found;
    }

    private void change(JsonNode container, SplittableRandom random) {
        if (container instanceof ObjectNode object) {
            List<String> names = List.copyOf(object.propertyNames());
            change(object, names.get(random.nextInt(names.size())), names, random);
        } else if (container instanceof ArrayNode array) {
            int at = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(at);
                case 1 ->
                    array.insert(at, array.get(random.nextInt(array.size())).deepCopy());
                default -> array.set(at, value(random));
            }
        }
    }

    private void change(ObjectNode object, String name, List<String> names, SplittableRandom random) {
        JsonNode value = object.get(name);
        switch (random.nextInt(8)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name + "@@again" + random.nextInt(100) + "@@", value.deepCopy());
            case 2 -> object.set(name + "@@again" + random.nextInt(100) + "@@", value(random));
            case 3 -> {
                object.remove(name);
                object.set(random.nextBoolean() ? name + "x" : "\u2028" + name, value);
            }
            case 4 ->
                object.set(
                        name,
                        object.get(names.get(random.nextInt(names.size()))).deepCopy());
            default -> object.set(name, value(random));
        }
    }

    private JsonNode value(SplittableRandom random) {
        return StringNode.valueOf("@@" + random.nextInt(values.size()) + "@@");
    }
}
