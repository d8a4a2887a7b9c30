package dev.pixio.io;

/** How this program was started, for messages that name the next command. */
public final class ProgramName {

    private ProgramName() {}

    /** {@code ./pixio} of a checkout, {@code pixio} if it is installed: what launchers set as {@code pixio.program}. */
    public static String get() {
        return System.getProperty("pixio.program", "./pixio");
    }
}
