package dev.pixio.data;

import dev.pixio.image.OpenCv;
import org.bytedeco.pytorch.global.torch;

/** Loads OpenCV with its messages suppressed. Code that reads images calls {@link #start} first. */
public final class OpenCvSetup {

    static {
        // Messages of OpenCV that are not collected (see OpenCv) would be printed over the progress of a run. OpenCV
        // reads its log level when it is loaded, and only from the environment, which Java cannot set and libtorch
        // can. A level that the user has set is not changed.
        torch.set_env("OPENCV_LOG_LEVEL", "SILENT", false);
        OpenCv.start();
    }

    private OpenCvSetup() {}

    /** Loads and sets up OpenCV; further calls do nothing. */
    public static void start() {}
}
