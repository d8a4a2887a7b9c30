package dev.pixio.data;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.pytorch.global.torch;

/** OpenCV as this project uses it: on the thread that asks, and silent. Who calls OpenCV starts it here first. */
public final class OpenCv {

    static {
        // OpenCV and libtiff report on broken files to the terminal, where a run's progress is; what matters reaches
        // the log as an exception. OpenCV reads its log level when it is loaded, and only from the environment, so this
        // comes first; a level that the user has set stays. What remains are a few remarks of libjpeg and zlib on
        // pixels that are damaged, which cannot be silenced from here.
        torch.set_env("OPENCV_LOG_LEVEL", "SILENT", false);
        // Pictures are decoded side by side, a thread each; within one there is nothing to share out.
        opencv_core.setNumThreads(1);
    }

    private OpenCv() {}

    /** Loads and sets up OpenCV; does nothing the second time. */
    public static void start() {}
}
