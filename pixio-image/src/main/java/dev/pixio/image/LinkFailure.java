package dev.pixio.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a class or a native library cannot be loaded: the JVM's errors often have the reason only in a cause. */
public final class LinkFailure {

    /** How the JVM words the first failure of a class when it is used again; the error itself is not kept. */
    private static final Pattern EARLIER_NATIVE = Pattern.compile("Exception "
            + Pattern.quote(UnsatisfiedLinkError.class.getName()) + ":? ?(?<reason>.*?)( \\[in thread \".*\"])?");

    private LinkFailure() {}

    /**
     * The reason if a native library cannot be loaded, or lacks a function; empty if the failure is of Java classes.
     *
     * @param e its chain of causes is searched
     */
    public static Optional<String> ofNativeLibrary(Throwable e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnsatisfiedLinkError) {
                return Optional.of(reason(cause));
            }
            Matcher earlier = EARLIER_NATIVE.matcher(firstLine(cause));
            if (cause instanceof ExceptionInInitializerError && earlier.matches()) {
                return Optional.of(earlier.group("reason"));
            }
        }
        return Optional.empty();
    }

    /** The first message in the chain of causes, in one line; the name of the last error if none has a message. */
    public static String reason(Throwable e) {
        Throwable described = described(e);
        String message = firstLine(described);
        return message.isEmpty() ? described.getClass().getSimpleName() : message;
    }

    /** As {@link #reason}, after the name of the error, without which messages such as the name of a class say little. */
    public static String namedReason(Throwable e) {
        Throwable described = described(e);
        String name = described.getClass().getSimpleName();
        String message = firstLine(described);
        return message.isEmpty() ? name : name + ": " + message;
    }

    private static Throwable described(Throwable e) {
        return firstLine(e).isEmpty() && e.getCause() != null ? described(e.getCause()) : e;
    }

    private static String firstLine(Throwable e) {
        @Nullable String message = e.getMessage();
        return message == null ? "" : message.lines().findFirst().orElse("");
    }
}
