package dev.pixio.table.column;

/** Why rows have no image, in words to follow their names. */
public final class RowReasons {

    /** The value is null. */
    public static final String NO_IMAGE = "the row has no image";

    /** The file has fewer bytes than it declares. */
    public static final String CUT_OFF = "the file ends within it";

    /** The places of values contradict each other. */
    public static final String DAMAGED = "the file is damaged: the value is not where it should be";

    private RowReasons() {}
}
