package dev.pixio.data;

import dev.pixio.image.OpenCv;
import org.bytedeco.pytorch.global.torch;

/** OpenCV, silent. Who reads images for a run starts it here first. */
public final class OpenCvSetup {

    static {
        // OpenCV and libtiff report on broken files to the terminal, where a run's progress is; what matters reaches
        // the log as an exception. OpenCV reads its log level when it is loaded, and only from the environment, which
        // Java cannot set and libtorch can; a level that the user has set stays. What remains are a few remarks of
        // libjpeg and zlib on pixels that are damaged, which cannot be silenced from here.
        torch.set_env("OPENCV_LOG_LEVEL", "SILENT", false);
        OpenCv.start();
    }

    private OpenCvSetup() {}

    /** Loads and sets up OpenCV; does nothing the second time. */
    public static void start() {}
}
