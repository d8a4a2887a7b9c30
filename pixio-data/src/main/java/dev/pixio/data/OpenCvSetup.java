package dev.pixio.data;

import dev.pixio.image.OpenCv;
import org.bytedeco.pytorch.global.torch;

/** Loads OpenCV with its messages suppressed. Code that reads images calls {@link #start} first. */
public final class OpenCvSetup {

    static {
        // OpenCV and libtiff print messages about unreadable files to the terminal, over the progress of a run. The
        // same errors are logged from exceptions. OpenCV reads its log level when it is loaded, and only from the
        // environment, which Java cannot set and libtorch can. A level that the user has set is not changed. A few
        // messages of libjpeg and zlib about damaged pixels cannot be suppressed here.
        torch.set_env("OPENCV_LOG_LEVEL", "SILENT", false);
        OpenCv.start();
    }

    private OpenCvSetup() {}

    /** Loads and sets up OpenCV; further calls do nothing. */
    public static void start() {}
}
