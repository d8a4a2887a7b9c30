package dev.pixio.io.format;

import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;

/** What is wrong with text that is no JSON, in plain words: the messages of the library are about its own classes. */
public final class JsonDamage {

    private JsonDamage() {}

    /** What the text is, to follow its name: {@code is cut off or no JSON}, for instance. */
    public static String of(JacksonException failure) {
        return failure instanceof StreamConstraintsException
                ? "is nested too deeply, or has a value that is too long"
                : "is cut off or no JSON";
    }
}
