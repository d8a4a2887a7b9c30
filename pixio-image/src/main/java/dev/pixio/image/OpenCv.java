package dev.pixio.image;

import dev.pixio.image.messages.DecoderMessages;
import org.bytedeco.opencv.global.opencv_core;

/**
 * Loads OpenCV and sets it to run on the calling thread. Code that uses OpenCV calls {@link #start} first.
 *
 * <p>On Linux, what OpenCV and its libraries write about a file becomes the reason why it cannot be read, and files are
 * refused of which they report damaged pixels. For this the C library's {@code stderr} and OpenCV's log are redirected in the
 * whole process; messages that are not about these files are passed on. The system property {@code pixio.decoderMessages} with
 * the value {@code false}, set before the first image is read, switches it off: then, as on other systems, the libraries write
 * to the terminal, and images with damaged pixels may be read. {@code OPENCV_LOG_LEVEL=SILENT} suppresses OpenCV's part, which
 * it reads when it is loaded.
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

    /** Whether a failure of OpenCV is that it got too little memory. */
    static boolean isOutOfMemory(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).contains("(-4:Insufficient memory)"); // cv::Error::StsNoMem
    }
}
