package dev.pixio.torch.group;

/** The processes of a group cannot go on together: one of them ended, does not answer, or differs from the others. */
public final class GroupException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** @param message one line: which process, on which host, and why */
    public GroupException(String message) {
        super(message);
    }

    /** @param message one line: which process, on which host, and why */
    public GroupException(String message, Throwable cause) {
        super(message, cause);
    }
}
