package dev.pixio.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;

/**
 * The output and the exit code of a command.
 *
 * @param out standard output
 * @param err error output
 */
public record Cli(int code, String out, String err) {

    public static Cli run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int code = line.execute(arguments);
        return new Cli(code, out.toString(), err.toString());
    }

    /** As {@link #run}; the error output is followed by the warnings of the log, which a user sees there, too. */
    public static Cli runWithLog(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            Cli done = run(arguments);
            return new Cli(done.code(), done.out(), done.err() + log.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    /** The lines of the error output that contain a text. */
    public List<String> errLines(String text) {
        return err.lines().filter(line -> line.contains(text)).toList();
    }
}
