package dev.pixio.image;

import org.bytedeco.opencv.global.opencv_core;

/**
 * OpenCV as this project uses it: on the thread that asks. Who calls OpenCV starts it here first.
 *
 * <p>OpenCV and libtiff report on broken files to the terminal; what matters is in an exception, too. OpenCV reads its log
 * level from the environment when it is loaded: {@code OPENCV_LOG_LEVEL=SILENT} keeps it quiet.
 */
public final class OpenCv {

    static {
        // Images are decoded side by side, a thread each; within one there is nothing to share out.
        opencv_core.setNumThreads(1);
    }

    private OpenCv() {}

    /** Loads and sets up OpenCV; does nothing the second time. */
    public static void start() {}
}
