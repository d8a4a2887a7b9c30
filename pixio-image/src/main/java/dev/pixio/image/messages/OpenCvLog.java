package dev.pixio.image.messages;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.jspecify.annotations.Nullable;

/** OpenCV's log, to which libtiff writes, too. Its functions are not in the bindings, but have names that do not change. */
final class OpenCvLog {

    private static final int ERRORS = 2;
    private static final int WARNINGS = 3;

    private static final String LOGGING = "_ZN2cv5utils7logging";

    /** A writer that is called for each message; of OpenCV itself if there is none. */
    private final Function replaceWriter;

    /** Writes a message in OpenCV's form, with level, thread and time. */
    private final Function write;

    private final Function level;
    private final int levelBefore;
    private final int levelNow;

    // Called by native code, and must not be collected.
    private final LogWriter writer = this::write;

    /** Takes a message. */
    interface LogWriter extends Callback {
        void invoke(
                int level,
                @Nullable Pointer tag,
                @Nullable Pointer file,
                int line,
                @Nullable Pointer function,
                Pointer message);
    }

    private OpenCvLog(NativeLibrary openCv) {
        replaceWriter =
                openCv.getFunction(LOGGING + "8internal24replaceWriteLogMessageExEPFvNS1_8LogLevelEPKcS5_iS5_S5_E");
        write = openCv.getFunction(LOGGING + "8internal15writeLogMessageENS1_8LogLevelEPKc");
        level = openCv.getFunction(LOGGING + "11getLogLevelEv");
        levelBefore = level.invokeInt(new Object[0]);
        levelNow = Math.max(levelBefore, WARNINGS);
        openCv.getFunction(LOGGING + "11setLogLevelENS1_8LogLevelE").invokeInt(new Object[] {levelNow});
        replaceWriter.invokeVoid(new Object[] {writer});
    }

    /**
     * Collects errors and warnings of decoders until the JVM ends, at whatever level the log is. Other messages are written as
     * before.
     *
     * @throws UnsatisfiedLinkError if OpenCV has other functions
     */
    static void redirect() {
        OpenCvLog log = new OpenCvLog(NativeLibrary.getInstance(Loader.load(opencv_core.class)));
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> log.replaceWriter.invokeVoid(new Object[] {Pointer.NULL}), "pixio-opencv-log"));
    }

    private void write(
            int messageLevel,
            @Nullable Pointer tag,
            @Nullable Pointer file,
            int line,
            @Nullable Pointer function,
            Pointer message) {
        if (messageLevel <= WARNINGS) {
            // Further lines of a message are about OpenCV's source.
            String first = text(message).lines().findFirst().orElse("");
            if (DecoderMessages.collect((messageLevel <= ERRORS ? DecoderMessages.ERROR : "") + first + '\n')) {
                return;
            }
        }
        int current = level.invokeInt(new Object[0]);
        // Another level than the one set here is the application's.
        if (messageLevel <= (current == levelNow ? levelBefore : current)) {
            String name = text(file).replaceFirst(".*[/\\\\]", "");
            String place = name + (line > 0 && !name.isEmpty() ? ":" + line : "");
            String whole = word(text(tag)) + word(place) + word(text(function)) + text(message);
            write.invokeVoid(new Object[] {messageLevel, (whole + '\0').getBytes(StandardCharsets.UTF_8)});
        }
    }

    private static String text(@Nullable Pointer text) {
        return text == null ? "" : text.getString(0, StandardCharsets.UTF_8.name());
    }

    private static String word(String text) {
        return text.isEmpty() ? "" : text + " ";
    }
}
