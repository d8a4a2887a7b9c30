package dev.pixio.io;

import java.io.File;
import java.util.regex.Pattern;

/** The parts of commands that are printed, such as the next one after a run, so that they can be pasted into a shell. */
public final class ShellCommand {

    /** Letters of all languages are plain; a tilde is not where a shell replaces it by the home directory. */
    private static final Pattern PLAIN =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}_./+:@%,-][\\p{L}\\p{M}\\p{N}_./+:@%,~-]*");

    private ShellCommand() {}

    /**
     * How this program was started: {@code ./pixio} of a checkout, {@code pixio} if it is installed, which launchers set as {@code
     * pixio.program}.
     */
    public static String program() {
        return System.getProperty("pixio.program", "./pixio");
    }

    /** An argument as a shell of this system takes it: unchanged if nothing in it has a meaning for the shell. */
    public static String quoted(Object argument) {
        return quoted(argument.toString(), File.separatorChar == '\\');
    }

    /** @param windows for PowerShell and cmd, where names of files have no double quotes; otherwise for a POSIX shell */
    static String quoted(String argument, boolean windows) {
        if (PLAIN.matcher(windows ? argument.replace('\\', '/') : argument).matches()) {
            return argument;
        }
        return windows ? '"' + argument + '"' : "'" + argument.replace("'", "'\\''") + "'";
    }
}
