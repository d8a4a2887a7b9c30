package dev.pixio.cli.console;

import dev.pixio.io.RunFiles;
import dev.pixio.io.ShellCommand;
import dev.pixio.train.plan.file.NearestName;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The line that says what is wrong with the options of a command, with their names, values and what they take. */
final class UsageMessage {

    /** What an option of a type takes. */
    private static final Map<Class<?>, String> KINDS = Map.of(
            int.class, "a whole number up to " + Integer.MAX_VALUE,
            Integer.class, "a whole number up to " + Integer.MAX_VALUE,
            long.class, "a whole number",
            Long.class, "a whole number",
            double.class, "a number",
            Double.class, "a number",
            boolean.class, "true or false, or no value",
            Boolean.class, "true or false, or no value",
            URI.class, "an address such as http://localhost:5000",
            Path.class, "a path");

    private UsageMessage() {}

    /** The message for an error that picocli found, or that a command reports. */
    static String of(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            return unknown(command, unmatched.getUnmatched().get(0));
        }
        if (e instanceof MissingParameterException missing) {
            return missing(command, missing, arguments);
        }
        ArgSpec argument = e.getArgSpec();
        if (argument != null && e.getValue() != null) {
            return invalid(argument, e.getValue(), e);
        }
        return ErrorReporter.firstLine(e);
    }

    /**
     * Refuses empty values, as of {@code --out=$UNSET}: an empty path is the working directory.
     *
     * @throws ParameterException if the value of an option or argument is empty
     */
    static void requireValues(ParseResult parsed) {
        for (ParseResult part : (Iterable<ParseResult>) chain(parsed)::iterator) {
            Stream.concat(part.matchedOptions().stream(), part.matchedPositionals().stream())
                    .filter(argument -> argument.stringValues().stream().anyMatch(String::isBlank))
                    .filter(argument -> argument.originalStringValues().stream().anyMatch(String::isBlank))
                    .findFirst()
                    .ifPresent(argument -> {
                        throw new ParameterException(
                                part.commandSpec().commandLine(), name(argument) + " is empty; " + wanted(argument));
                    });
        }
    }

    /** The label of an argument is its name, and no example of a value. */
    private static String wanted(ArgSpec argument) {
        return argument.isOption() ? "it takes " + kind(argument) : "give it a value";
    }

    private static Stream<ParseResult> chain(ParseResult parsed) {
        return Stream.iterate(
                        Optional.of(parsed),
                        Optional::isPresent,
                        part -> part.filter(ParseResult::hasSubcommand).map(ParseResult::subcommand))
                .flatMap(Optional::stream);
    }

    private static String unknown(CommandLine command, String unknown) {
        String name = unknown.split("=", 2)[0];
        boolean option = name.startsWith("-");
        List<String> names = names(command, option);
        String known = (option && name.length() == 2 ? longName(name, names) : NearestName.of(name, names))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("");
        if (option && startsCommand(command)) {
            return "unknown option '" + name
                    + "'; write -- before the command that is started, and its options after it";
        }
        if (known.isEmpty() && option) {
            List<String> commands = commandsWith(command, name);
            if (!commands.isEmpty()) {
                return "missing command before " + name + ": " + join(commands, "or");
            }
        }
        if (known.isEmpty() && !option) {
            known = optionFor(command, unknown);
        }
        return "unknown " + (option ? "option " : "command or argument ") + "'" + name + "'" + known;
    }

    /** Whether the arguments of a command are another command, as those of {@code pixio launch}. */
    private static boolean startsCommand(CommandLine command) {
        return command.getCommandSpec().positionalParameters().stream()
                .anyMatch(positional -> positional.paramLabel().equals("COMMAND"));
    }

    /** The subcommands that have an option, as {@code onnx} of {@code pixio export --weights runs/mine}. */
    private static List<String> commandsWith(CommandLine command, String option) {
        return command.getSubcommands().entrySet().stream()
                .filter(sub -> names(sub.getValue(), true).contains(option))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The option that was forgotten before an existing folder, as {@code --data} of {@code pixio pretrain photos}. */
    private static String optionFor(CommandLine command, String argument) {
        Path path = Path.of(argument);
        if (!Files.isDirectory(path)) {
            return "";
        }
        OptionSpec option = command.getCommandSpec().findOption(RunFiles.looksLikeRun(path) ? "--resume" : "--data");
        return option == null || option.required() || option.arity().max() == 0
                ? ""
                : "; did you mean " + option.longestName() + " " + ShellCommand.quoted(argument) + "?";
    }

    /** The only option that begins with the letter of a short one, as {@code --weights} of {@code -w}. */
    private static Optional<String> longName(String letter, List<String> names) {
        List<String> found =
                names.stream().filter(name -> name.startsWith("-" + letter)).toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static String missing(CommandLine command, MissingParameterException e, String[] arguments) {
        Optional<ArgSpec> withoutValue = Stream.concat(Stream.ofNullable(e.getArgSpec()), e.getMissing().stream())
                .filter(argument -> List.of(arguments).contains(name(argument)))
                .findFirst();
        if (withoutValue.isPresent()) {
            String needed = name(withoutValue.get()) + " needs a value, " + kind(withoutValue.get());
            return follows(withoutValue.get(), arguments)
                    .map(next -> needed + "; " + next + " follows")
                    .orElse(needed);
        }
        List<String> names = e.getMissing().stream().map(UsageMessage::name).toList();
        String missing = join(names, "and") + (names.size() == 1 ? " is missing" : " are missing");
        List<String> unmatched = command.getUnmatchedArguments();
        if (unmatched.isEmpty()) {
            return missing;
        }
        // A mistyped name is the reason that the right one is missing.
        String unknown = unknown(command, unmatched.get(0));
        return unknown.contains("did you mean") ? unknown : unknown + "; " + missing;
    }

    /** The option that stands where the value of another one should. */
    private static Optional<String> follows(ArgSpec argument, String[] arguments) {
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].equals(name(argument)) && arguments[i + 1].startsWith("--")) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static String invalid(ArgSpec argument, String value, ParameterException e) {
        if (argument.converters().length > 0 && e.getCause() instanceof TypeConversionException converted) {
            return name(argument) + ": " + ErrorReporter.firstLine(converted);
        }
        return name(argument) + " must be " + kind(argument) + ", not '" + value + "'";
    }

    /** What an option takes: the constants of an enum, a kind of number, or the label of its help. */
    private static String kind(ArgSpec argument) {
        Class<?> type =
                argument.typeInfo().isMultiValue() ? argument.typeInfo().getAuxiliaryTypes()[0] : argument.type();
        if (type.isEnum()) {
            return join(
                    Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                            .toList(),
                    "or");
        }
        return KINDS.getOrDefault(type, "a value such as " + argument.paramLabel());
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static List<String> names(CommandLine command, boolean options) {
        Stream<String> names = options
                ? command.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .flatMap(option -> Stream.of(option.names()))
                : command.getSubcommands().keySet().stream();
        return names.toList();
    }

    /** The elements in a sentence: {@code a, b or c}. */
    static String join(List<String> elements, String conjunction) {
        int last = elements.size() - 1;
        return last == 0
                ? elements.get(0)
                : elements.subList(0, last).stream().collect(Collectors.joining(", ")) + " " + conjunction + " "
                        + elements.get(last);
    }
}
