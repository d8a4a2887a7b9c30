package dev.pixio.cli.console;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports errors of commands in one line: what was wrong, where, and what to do. */
public final class ErrorReporter {

    /** Exit code of a command that failed. */
    public static final int FAILED = 1;

    static final int BAD_USAGE = 2;

    /** A name that differs in a larger share of its letters is not suggested. */
    private static final double LARGEST_DIFFERENCE = 0.4;

    private ErrorReporter() {}

    /** Reports wrong usage: prints two lines and returns the exit code. */
    public static int badUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("pixio: " + message(e, arguments));
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        return BAD_USAGE;
    }

    /** The error for a command without its subcommand; names the subcommands. */
    public static ParameterException missingSubcommand(CommandSpec command) {
        List<String> names = List.copyOf(command.subcommands().keySet());
        int last = names.size() - 1;
        String list = last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
        return new ParameterException(command.commandLine(), "missing command: " + list);
    }

    private static String message(ParameterException e, String[] arguments) {
        if (e instanceof MaxValuesExceededException) {
            // For an option of a group, picocli's message has all options of all groups.
            return repeated(e.getCommandLine().getCommandSpec(), arguments)
                    .map(name -> "option '" + name + "' should be specified only once")
                    .orElseGet(() -> firstLine(e));
        }
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String unknown = unmatched.getUnmatched().get(0);
            String name = unknown.split("=", 2)[0];
            boolean option = name.startsWith("-");
            String known = nearest(name, names(e.getCommandLine(), option))
                    .map(candidate -> "; did you mean " + candidate + "?")
                    .orElse("");
            return "unknown " + (option ? "option " : "command or argument ") + "'" + name + "'" + known;
        }
        return firstLine(e);
    }

    /** The first option that occurs a second time. */
    private static Optional<String> repeated(CommandSpec command, String[] arguments) {
        Set<OptionSpec> seen = new HashSet<>();
        for (String argument : arguments) {
            String name = argument.split("=", 2)[0];
            Optional<OptionSpec> option = command.options().stream()
                    .filter(candidate -> List.of(candidate.names()).contains(name))
                    .findFirst();
            if (option.isPresent() && !seen.add(option.get())) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static List<String> names(CommandLine command, boolean options) {
        Stream<String> names = options
                ? command.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .flatMap(option -> Stream.of(option.names()))
                : command.getSubcommands().keySet().stream();
        return names.toList();
    }

    static Optional<String> nearest(String name, List<String> known) {
        return known.stream()
                .filter(other -> distance(name, other)
                        <= Math.max(1, LARGEST_DIFFERENCE * Math.max(name.length(), other.length())))
                .min(Comparator.comparingInt(other -> distance(name, other)));
    }

    /** The edit distance: changed, added and removed letters (Levenshtein 1966). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    /** Reports a failed command: prints one line and returns the exit code. */
    public static int failed(Exception e, CommandLine command) {
        command.getErr().println("pixio: " + firstLine(e));
        command.getErr().flush();
        return FAILED;
    }

    /** Reports a failed command: prints the stack trace and returns the exit code. */
    public static int failedWithStackTrace(Exception e, CommandLine command) {
        e.printStackTrace(command.getErr());
        command.getErr().flush();
        return FAILED;
    }

    /** The first line of an exception's message. File-system exceptions with only a file name get a reason. */
    public static String firstLine(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "no such file: " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied: " + e.getMessage();
        }
        if (e instanceof FileSystemException failure && failure.getReason() == null) {
            return "cannot access " + failure.getFile();
        }
        // libtorch's messages continue with a stack of C++ frames; the first line is the error.
        String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
