package dev.pixio.cli.console;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Names the option whose value breaks a rule of a setting. Rules are checked where settings are made, and these do not know the
 * names of options: the option is found by making the settings again without each of the given ones.
 */
public final class RefusedOption {

    private RefusedOption() {}

    /**
     * Makes settings from the options of a command.
     *
     * @param settings reads the fields of the command and its mixins; it may be called several times
     * @throws ParameterException if a rule is broken; its message names the option as typed
     */
    public static <T> T named(CommandSpec command, Supplier<T> settings) {
        try {
            return settings.get();
        } catch (IllegalArgumentException e) {
            String message = ErrorReporter.firstLine(e);
            Optional<String> name = message.contains("--") ? Optional.empty() : refused(command, settings, message);
            throw new ParameterException(
                    command.commandLine(), name.map(n -> n + ": ").orElse("") + message, e);
        }
    }

    /** Opens something that options, or variables of the environment, describe. */
    public interface Opening<T> {
        /** Opens it. */
        T open() throws IOException;
    }

    /**
     * Opens something whose messages name the option, or what it stands for, themselves.
     *
     * @throws ParameterException if a rule is broken
     */
    public static <T> T opened(CommandSpec command, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), ErrorReporter.firstLine(e), e);
        }
    }

    private static Optional<String> refused(CommandSpec command, Supplier<?> settings, String message) {
        List<OptionSpec> given = command.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> !option.required() && option.arity().max() > 0)
                .distinct()
                .toList();
        List<OptionSpec> required = command.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> option.required() && option.isOption())
                .toList();
        if (given.isEmpty() && required.size() == 1) {
            return Optional.of(required.get(0).longestName());
        }
        if (failure(settings, given).equals(Optional.of(message))) {
            return Optional.empty(); // none of the given options has to do with it
        }
        return given.stream()
                .filter(option -> failure(settings, List.of(option)).isEmpty())
                .reduce((earlier, later) -> later) // of two that do not fit each other, the one that was given last
                .or(() -> given.stream() // several options break rules
                        .filter(option ->
                                failure(settings, allBut(option, given)).equals(Optional.of(message)))
                        .findFirst())
                .map(OptionSpec::longestName);
    }

    private static List<OptionSpec> allBut(OptionSpec option, List<OptionSpec> given) {
        return given.stream().filter(other -> !other.equals(option)).toList();
    }

    /** The rule that the settings break if options have their defaults. */
    @SuppressWarnings("ReturnValueIgnored") // only whether it throws matters
    private static Optional<String> failure(Supplier<?> settings, List<OptionSpec> without) {
        Map<OptionSpec, Object> values = new LinkedHashMap<>();
        without.forEach(option -> values.put(option, option.getValue()));
        try {
            without.forEach(option -> option.setValue(initial(option)));
            settings.get();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(ErrorReporter.firstLine(e));
        } finally {
            values.forEach(OptionSpec::setValue);
        }
    }

    private static Object initial(ArgSpec option) {
        String text = option.defaultValue();
        if (text == null) {
            return option.initialValue();
        }
        return option.isMultiValue()
                ? Stream.of(text.split(",", -1))
                        .map(part -> typed(option.typeInfo().getAuxiliaryTypes()[0], part))
                        .toList()
                : typed(option.type(), text);
    }

    private static Object typed(Class<?> type, String text) {
        if (type == int.class || type == Integer.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class || type == Long.class) {
            return Long.valueOf(text);
        }
        if (type == double.class || type == Double.class) {
            return Double.valueOf(text);
        }
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants())
                        .filter(constant -> constant.toString().equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow()
                : text;
    }
}
