package dev.pixio.image;

import dev.pixio.image.messages.DecoderMessages;
import org.bytedeco.opencv.global.opencv_core;

/**
 * Loads OpenCV and sets it to run on the calling thread. Code that uses OpenCV calls {@link #start} first.
 *
 * <p>On Linux, what OpenCV and its libraries write about a file becomes the reason why it cannot be read. Elsewhere they
 * write to the terminal; {@code OPENCV_LOG_LEVEL=SILENT} suppresses OpenCV's part, which it reads when it is loaded.
 */
public final class OpenCv {

    static {
        // Images are decoded in parallel, each on one thread.
        opencv_core.setNumThreads(1);
        DecoderMessages.start();
    }

    private OpenCv() {}

    /** Loads and sets up OpenCV; further calls do nothing. */
    public static void start() {}
}
