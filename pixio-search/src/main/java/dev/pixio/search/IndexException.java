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

    /** Creates the exception. */
    public IndexException(String message) {
        super(OneLine.of(message, LONGEST));
    }

    /** Creates the exception with a cause. */
    public IndexException(String message, Throwable cause) {
        super(OneLine.of(message, LONGEST), cause);
    }

    /** A file of an index that is damaged: what it says about itself is not true, or it is truncated. */
    public static IndexException damaged(Path file, String reason) {
        return new IndexException(
                file + " is damaged: " + reason + ". Make the index again: pixio index with --overwrite");
    }
}
