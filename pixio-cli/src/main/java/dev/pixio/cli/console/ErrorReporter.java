package dev.pixio.cli.console;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command says that it could not: one line, and what to do. */
public final class ErrorReporter {

    /** Exit code of a command that failed. */
    public static final int FAILED = 1;

    static final int BAD_USAGE = 2;

    /** Beyond this share of its letters, a name is another word and not a slip. */
    private static final double SLIP = 0.4;

    private ErrorReporter() {}

    /** Arguments that make no sense. */
    public static int badUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("pixio: " + message(e));
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        return BAD_USAGE;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String unknown = unmatched.getUnmatched().get(0);
            String name = unknown.split("=", 2)[0];
            boolean option = name.startsWith("-");
            String known = nearest(name, names(e.getCommandLine(), option))
                    .map(candidate -> "; did you mean " + candidate + "?")
                    .orElse("");
            return "there is no " + (option ? "option " : "command or argument ") + "'" + name + "'" + known;
        }
        return firstLine(e);
    }

    private static List<String> names(CommandLine command, boolean options) {
        Stream<String> names = options
                ? command.getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .flatMap(option -> Stream.of(option.names()))
                : command.getSubcommands().keySet().stream();
        return names.toList();
    }

    static Optional<String> nearest(String typed, List<String> known) {
        return known.stream()
                .filter(name -> distance(typed, name) <= Math.max(1, SLIP * Math.max(typed.length(), name.length())))
                .min(Comparator.comparingInt(name -> distance(typed, name)));
    }

    /** How many letters must be changed, added, dropped (Levenshtein 1966). */
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

    /** A command that failed: prints one line and returns its exit code. */
    public static int failed(Exception e, CommandLine command) {
        command.getErr().println("pixio: " + firstLine(e));
        command.getErr().flush();
        return FAILED;
    }

    /** A command that failed: prints the stack trace and returns its exit code. */
    public static int failedWithStackTrace(Exception e, CommandLine command) {
        e.printStackTrace(command.getErr());
        command.getErr().flush();
        return FAILED;
    }

    /** What went wrong, in one line: a file system's exceptions have the name of the file alone as their message. */
    public static String firstLine(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file " + e.getMessage();
        }
        if (e instanceof AccessDeniedException) {
            return "no permission for " + e.getMessage();
        }
        if (e instanceof FileSystemException failure && failure.getReason() == null) {
            return "cannot use " + failure.getFile();
        }
        // libtorch's messages go on with a stack of C++ frames; the first line is what happened.
        String message = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
