package dev.pixio.image.messages;

import com.sun.jna.Platform;
import java.util.List;
import java.util.function.Supplier;

/**
 * The messages of the native libraries that decode images.
 *
 * <p>libpng and libjpeg write to the C library's {@code stderr}, without the name of the file, and OpenCV offers no other
 * way. A part of them are the only sign that pixels are damaged: libjpeg fills what it cannot decode with grey and succeeds.
 * Redirecting the file descriptor would mix the lines of all threads and lose those of a crash. Instead, the variable
 * {@code stderr} gets a stream that calls Java on the thread that writes. This needs glibc; on other systems the messages
 * remain on the terminal, and files are read that are refused here. libtiff writes to OpenCV's log, which is redirected
 * likewise.
 */
public final class DecoderMessages {

    /** Begins an error in OpenCV's log, also one despite which there are pixels. */
    public static final String ERROR = "ERROR: ";

    /** A damaged file may cause a line for each of its rows; the first ones tell enough. */
    private static final int LARGEST_TEXT = 4096;

    private static final ThreadLocal<Collector> COLLECTOR = ThreadLocal.withInitial(Collector::new);

    private static final class Collector {
        private final StringBuilder text = new StringBuilder();
        private boolean active;
    }

    private DecoderMessages() {}

    /** Redirects the messages of this process where that is possible; called once, after OpenCV is loaded. */
    public static void start() {
        if (!Platform.isLinux() || !Platform.is64Bit()) {
            return;
        }
        try {
            StandardError.redirect();
            OpenCvLog.redirect();
        } catch (UnsatisfiedLinkError | RuntimeException e) {
            // Without glibc, or where JNA cannot unpack its library: the messages remain on the terminal.
        }
    }

    /**
     * Runs a decoder on this thread.
     *
     * @param messages receives the lines that were written meanwhile, without blank ones
     */
    public static <T> T during(Supplier<T> decoder, List<String> messages) {
        Collector collector = COLLECTOR.get();
        collector.text.setLength(0);
        collector.active = true;
        try {
            return decoder.get();
        } finally {
            collector.active = false;
            if (!collector.text.isEmpty()) {
                collector
                        .text
                        .toString()
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(messages::add);
            }
        }
    }

    /** Takes a part of a message; false if no decoder runs on this thread. */
    static boolean collect(String text) {
        Collector collector = COLLECTOR.get();
        if (collector.active && collector.text.length() < LARGEST_TEXT) {
            collector.text.append(text);
        }
        return collector.active;
    }
}
