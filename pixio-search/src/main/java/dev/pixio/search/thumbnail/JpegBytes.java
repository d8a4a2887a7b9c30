package dev.pixio.search.thumbnail;

import dev.pixio.image.OpenCv;
import dev.pixio.image.resize.ImageSize;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Writes JPEG files. */
final class JpegBytes {

    private static final int QUALITY = 85;

    static {
        OpenCv.start();
    }

    private JpegBytes() {}

    /**
     * The bytes of a file.
     *
     * @param rgb three bytes per pixel, row by row; their order is changed
     */
    static byte[] of(byte[] rgb, ImageSize size) {
        for (int i = 0; i < rgb.length; i += 3) {
            byte red = rgb[i];
            rgb[i] = rgb[i + 2];
            rgb[i + 2] = red;
        }
        try (PointerScope scope = new PointerScope()) {
            Mat bgr = new Mat(size.height(), size.width(), opencv_core.CV_8UC3, new BytePointer(rgb));
            BytePointer jpeg = new BytePointer();
            IntPointer quality = new IntPointer(opencv_imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY);
            if (!opencv_imgcodecs.imencode(".jpg", bgr, jpeg, quality)) {
                throw new IllegalStateException("OpenCV cannot write a JPEG of " + size + " pixels");
            }
            byte[] bytes = new byte[Math.toIntExact(jpeg.limit())];
            jpeg.get(bytes);
            return bytes;
        }
    }

    /** Whether bytes begin and end as a JPEG does. */
    static boolean isWhole(byte[] bytes) {
        int end = bytes.length;
        return end > 4
                && bytes[0] == (byte) 0xFF
                && bytes[1] == (byte) 0xD8
                && bytes[end - 2] == (byte) 0xFF
                && bytes[end - 1] == (byte) 0xD9;
    }
}
