package dev.pixio.data.forward;

import java.util.Locale;

/** Why images of archives are unreadable, in words to follow their names. */
public final class Reasons {

    /** The archive has fewer bytes than it declares. */
    public static final String CUT_OFF = "the archive ends within it";

    private Reasons() {}

    /** It has more bytes than a decoder takes. */
    public static String tooLarge(long size, long maxBytes) {
        return String.format(Locale.ROOT, "a file of %,d bytes exceeds the limit of %,d", size, maxBytes);
    }
}
