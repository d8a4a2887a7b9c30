package dev.pixio.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Completes the colours of BMP files of 15 and 16 bits per pixel, whose white is 248 in OpenCV: it leaves the low bits 0. */
final class Bmp16 {

    private static final int BITS_PER_PIXEL = 28;
    private static final int COMPRESSION = 30;
    private static final int GREEN_MASK = 58;

    private static final int MASKS = 3;
    private static final int GREEN_OF_SIX_BITS = 0x7e0;

    private Bmp16() {}

    /**
     * The image with values of 0 to 255.
     *
     * @param decoded by OpenCV; returned itself if the file has another number of bits
     */
    static Mat completed(Mat decoded, ByteBuffer anyOrder) {
        ByteBuffer file = anyOrder.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (file.limit() < GREEN_MASK + 4 || file.getInt(14) < 40 || file.getShort(BITS_PER_PIXEL) != 16) {
            return decoded;
        }
        boolean six = file.getInt(COMPRESSION) == MASKS && file.getInt(GREEN_MASK) == GREEN_OF_SIX_BITS;
        byte[] table = new byte[3 * 256];
        for (int i = 0; i < 256; i++) {
            // The upper bits repeated: the value's share of 255, within one level.
            table[3 * i] = (byte) (i | (i >> 5));
            table[3 * i + 1] = (byte) (i | (i >> (six ? 6 : 5)));
            table[3 * i + 2] = (byte) (i | (i >> 5));
        }
        Mat completed = new Mat();
        opencv_core.LUT(decoded, new Mat(1, 256, opencv_core.CV_8UC3, new BytePointer(table)), completed);
        return completed;
    }
}
