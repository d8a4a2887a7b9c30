package dev.pixio.image.messages;

import com.sun.jna.Callback;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;

/** OpenCV's log, to which libtiff writes, too. Its functions are not in the bindings, but have names that do not change. */
final class OpenCvLog {

    private static final int ERRORS = 2;
    private static final int WARNINGS = 3;

    /** cv::utils::logging::setLogLevel */
    private static final String SET_LEVEL = "_ZN2cv5utils7logging11setLogLevelENS1_8LogLevelE";

    /** cv::utils::logging::internal::replaceWriteLogMessageEx */
    private static final String REPLACE_WRITER =
            "_ZN2cv5utils7logging8internal24replaceWriteLogMessageExEPFvNS1_8LogLevelEPKcS5_iS5_S5_E";

    // Called by native code, and must not be collected.
    private static final LogWriter COLLECT = OpenCvLog::write;

    /** Takes a message. */
    interface LogWriter extends Callback {
        void invoke(int level, Pointer tag, Pointer file, int line, Pointer function, Pointer message);
    }

    private OpenCvLog() {}

    /**
     * Collects errors and warnings of the log until the JVM ends. Those outside of a decoder are dropped: OpenCV throws
     * exceptions, too.
     *
     * @throws UnsatisfiedLinkError if OpenCV has other functions
     */
    static void redirect() {
        NativeLibrary openCv = NativeLibrary.getInstance(Loader.load(opencv_core.class));
        openCv.getFunction(REPLACE_WRITER).invokeVoid(new Object[] {COLLECT});
        openCv.getFunction(SET_LEVEL).invokeInt(new Object[] {WARNINGS});
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> openCv.getFunction(REPLACE_WRITER).invokeVoid(new Object[] {Pointer.NULL}),
                        "pixio-opencv-log"));
    }

    private static void write(int level, Pointer tag, Pointer file, int line, Pointer function, Pointer message) {
        // Further lines of a message are about OpenCV's source.
        String first = message.getString(0).lines().findFirst().orElse("");
        DecoderMessages.collect((level <= ERRORS ? DecoderMessages.ERROR : "") + first + '\n');
    }
}
