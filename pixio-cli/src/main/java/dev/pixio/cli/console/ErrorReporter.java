package dev.pixio.cli.console;

import dev.pixio.io.OneLine;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reports errors of commands in one line: what was wrong, where, and what to do. */
public final class ErrorReporter {

    /** Exit code of a command that failed. */
    public static final int FAILED = 1;

    static final int BAD_USAGE = 2;

    private ErrorReporter() {}

    /**
     * Refuses empty values, as of {@code --out=$UNSET}.
     *
     * @throws ParameterException if the value of an option or argument is empty
     */
    public static void requireValues(ParseResult parsed) {
        UsageMessage.requireValues(parsed);
    }

    /** What is wrong with the options of a command, in one line: {@code unknown option '--layers'}. */
    public static String usageMessage(ParameterException e, String[] arguments) {
        return OneLine.of(UsageMessage.of(e, arguments));
    }

    /** Reports wrong usage: prints two lines and returns the exit code. */
    public static int badUsage(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("pixio: " + usageMessage(e, arguments));
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
        return BAD_USAGE;
    }

    /** The error for a command without its subcommand; names the subcommands. */
    public static ParameterException missingSubcommand(CommandSpec command) {
        List<String> names = List.copyOf(command.subcommands().keySet());
        return new ParameterException(command.commandLine(), "missing command: " + UsageMessage.join(names, "or"));
    }

    /** Reports a failed command: prints one line and returns the exit code. */
    public static int failed(Exception e, CommandLine command) {
        command.getErr().println("pixio: " + OneLine.of(firstLine(e)));
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
