package dev.pixio.image.messages;

import com.sun.jna.Platform;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the native libraries that decode images.
 *
 * <p>libpng and libjpeg write to the C library's {@code stderr}, without the name of the file, and OpenCV offers no other
 * way. A part of them are the only sign that pixels are damaged: libjpeg fills what it cannot decode with grey and succeeds.
 * Redirecting the file descriptor would mix the lines of all threads and lose those of a crash. Instead, the variable
 * {@code stderr} gets a stream that calls Java on the thread that writes. This needs glibc; on other systems the messages
 * remain on the terminal, and files are read that are refused here. libtiff writes to OpenCV's log, which is redirected
 * likewise.
 *
 * <p>Both are replaced in the whole process. What is written while no decoder of this library runs on the thread is passed on:
 * to the file descriptor of {@code stderr}, or in OpenCV's own form and at the level that OpenCV had before. The system
 * property {@value #PROPERTY} with the value {@code false} leaves both as they are.
 */
public final class DecoderMessages {

    /** Begins an error in OpenCV's log, also one despite which there are pixels. */
    public static final String ERROR = "ERROR: ";

    /** Set to {@code false} before the first image is read, nothing in the process is redirected. */
    public static final String PROPERTY = "pixio.decoderMessages";

    private static final ThreadLocal<@Nullable MessageLines> COLLECTED = new ThreadLocal<>();

    private DecoderMessages() {}

    /** Redirects the messages of this process where that is possible; called once, after OpenCV is loaded. */
    public static void start() {
        if (System.getProperty(PROPERTY, "true").equalsIgnoreCase("false")) {
            return;
        }
        try {
            if (Platform.isLinux() && Platform.is64Bit()) {
                StandardError.redirect();
                OpenCvLog.redirect();
            }
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // Without glibc, or where JNA is absent, of another version or cannot unpack its library (it throws plain
            // errors, too): the messages remain on the terminal, and images are read nevertheless.
        }
    }

    /**
     * Runs a decoder on this thread.
     *
     * @param important lines that are kept however many there are around them
     * @param messages receives the lines that were written meanwhile, without blank ones; of very many, the first and the
     *     last ones
     */
    public static <T> T during(Supplier<T> decoder, Predicate<String> important, List<String> messages) {
        MessageLines lines = new MessageLines(important);
        COLLECTED.set(lines);
        try {
            return decoder.get();
        } finally {
            COLLECTED.remove();
            messages.addAll(lines.all());
        }
    }

    /** Takes a part of a message; false if no decoder runs on this thread. */
    static boolean collect(String text) {
        @Nullable MessageLines lines = COLLECTED.get();
        if (lines == null) {
            return false;
        }
        lines.append(text);
        return true;
    }
}
