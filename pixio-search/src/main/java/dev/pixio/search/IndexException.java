package dev.pixio.search;

import dev.pixio.io.OneLine;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/** An index cannot be read, searched or updated. The message is one line with the reason and what to do. */
public final class IndexException extends IOException {

    @Serial
    private static final long serialVersionUID = 1;

    private static final int LONGEST = 600;

    private final boolean replaced;

    /** Creates the exception. */
    public IndexException(String message) {
        this(message, false);
    }

    private IndexException(String message, boolean replaced) {
        super(OneLine.of(message, LONGEST));
        this.replaced = replaced;
    }

    /** Creates the exception with a cause. */
    public IndexException(String message, Throwable cause) {
        super(OneLine.of(message, LONGEST), cause);
        this.replaced = false;
    }

    /** Another index has taken the place of the one that is open. */
    public static IndexException replaced(String message) {
        return new IndexException(message, true);
    }

    /** Whether another index has taken the place of the one that is open: it has to be opened again. */
    public boolean isReplaced() {
        return replaced;
    }

    /** A file of an index that is damaged: what it says about itself is not true, or it is truncated. */
    public static IndexException damaged(Path file, String reason) {
        return new IndexException(
                file + " is damaged: " + reason + ". Make the index again: pixio index with --overwrite");
    }
}
