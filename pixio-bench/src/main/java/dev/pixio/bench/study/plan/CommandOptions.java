package dev.pixio.bench.study.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Options of a command by their names without the hyphens before them; the value of an option without one is empty. Their order
 * has no meaning.
 */
public record CommandOptions(@JsonValue SortedMap<String, String> values) {

    public static final CommandOptions NONE = new CommandOptions(new TreeMap<>());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public CommandOptions(SortedMap<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A copy with other options added; these replace those of the same name. */
    public CommandOptions with(CommandOptions more) {
        SortedMap<String, String> all = new TreeMap<>(values);
        all.putAll(more.values);
        return new CommandOptions(all);
    }

    /** A copy with one more option. */
    public CommandOptions with(String name, String value) {
        return with(new CommandOptions(new TreeMap<>(Map.of(name, value))));
    }

    /** A copy without an option. */
    public CommandOptions without(String name) {
        SortedMap<String, String> others = new TreeMap<>(values);
        others.remove(name);
        return new CommandOptions(others);
    }

    /** The options that other ones do not have, or not with the same value. */
    public CommandOptions differing(CommandOptions others) {
        SortedMap<String, String> differing = new TreeMap<>(values);
        differing.entrySet().removeIf(option -> option.getValue().equals(others.values.get(option.getKey())));
        return new CommandOptions(differing);
    }

    /** What differs, as {@code --lr 1e-3, now 2e-3}, with the options before and those now. */
    public static String changes(CommandOptions before, CommandOptions now) {
        SortedSet<String> names = new TreeSet<>(before.values.keySet());
        names.addAll(now.values.keySet());
        return names.stream()
                .filter(name -> !before.find(name).equals(now.find(name)))
                .map(name -> before.find(name).map(value -> text(name, value)).orElse("no --" + name)
                        + ", now "
                        + now.find(name).map(value -> text(name, value)).orElse("none"))
                .collect(Collectors.joining("; "));
    }

    private Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** As arguments of the command: {@code --lr=1e-3}. */
    public List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        values.forEach((name, value) -> arguments.add(argument(name, value)));
        return arguments;
    }

    static String argument(String name, String value) {
        return "--" + name + (value.isEmpty() ? "" : "=" + value);
    }

    private static String text(String name, String value) {
        return ("--" + name + " " + value).stripTrailing();
    }

    /** As typed: {@code --lr 1e-3 --seed 1}. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(option -> text(option.getKey(), option.getValue()))
                .collect(Collectors.joining(" "));
    }
}
