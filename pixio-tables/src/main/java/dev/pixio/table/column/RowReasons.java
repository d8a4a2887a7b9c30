package dev.pixio.table.column;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import java.io.EOFException;
import java.io.IOException;

/** Why rows have no image, in words to follow their names. */
public final class RowReasons {

    /** The value is null. */
    public static final String NO_IMAGE = "the row has no image";

    /** The file has fewer bytes than it declares. */
    public static final String CUT_OFF = "the file ends within it";

    /** The places of values contradict each other. */
    public static final String DAMAGED = "the file is damaged: the value is not where it should be";

    private RowReasons() {}

    /** Why reading what a file has failed. */
    public static String of(IOException e) {
        if (e instanceof ImageReadException image) {
            return image.reason();
        }
        return e instanceof EOFException ? CUT_OFF : "the file is damaged: " + FailureReason.of(e);
    }
}
