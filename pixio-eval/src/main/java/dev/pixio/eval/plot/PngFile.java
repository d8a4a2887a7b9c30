package dev.pixio.eval.plot;

import dev.pixio.eval.plot.ImageSheet.Rgb;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Writes PNG files. */
public final class PngFile {

    private PngFile() {}

    /**
     * Writes an image.
     *
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path path, Rgb image) throws IOException {
        try (Mat rgb = new Mat(image.height(), image.width(), opencv_core.CV_8UC3);
                Mat bgr = new Mat();
                BytePointer memory = rgb.data().capacity(image.rgb().length)) {
            memory.put(image.rgb());
            opencv_imgproc.cvtColor(rgb, bgr, opencv_imgproc.COLOR_RGB2BGR);
            write(path, bgr);
        }
    }

    /** Writes a matrix in OpenCV's order of colours. */
    static void write(Path path, Mat bgr) throws IOException {
        try (BytePointer png = new BytePointer()) {
            if (!opencv_imgcodecs.imencode(".png", bgr, png)) {
                throw new IOException("cannot encode the image " + path);
            }
            byte[] bytes = new byte[Math.toIntExact(png.limit())];
            png.get(bytes);
            DurableFile.writeStream(path, out -> out.write(bytes));
        }
    }
}
