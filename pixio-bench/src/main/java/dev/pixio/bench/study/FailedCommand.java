package dev.pixio.bench.study;

/** A command of a run that failed. The study goes on with the next run. */
final class FailedCommand extends Exception {

    private static final long serialVersionUID = 1L;

    private final String command;

    /**
     * Creates a failure.
     *
     * @param command such as {@code pretrain}
     * @param reason one line
     */
    FailedCommand(String command, String reason) {
        super(reason);
        this.command = command;
    }

    String command() {
        return command;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
