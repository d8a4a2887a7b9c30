package dev.pixio.image;

import org.bytedeco.opencv.global.opencv_core;

/**
 * Loads OpenCV and sets it to run on the calling thread. Code that uses OpenCV calls {@link #start} first.
 *
 * <p>OpenCV and libtiff print messages about unreadable files to the terminal; the same errors are reported as exceptions.
 * OpenCV reads its log level from the environment when it is loaded: {@code OPENCV_LOG_LEVEL=SILENT} suppresses the messages.
 */
public final class OpenCv {

    static {
        // Images are decoded in parallel, each on one thread.
        opencv_core.setNumThreads(1);
    }

    private OpenCv() {}

    /** Loads and sets up OpenCV; further calls do nothing. */
    public static void start() {}
}
