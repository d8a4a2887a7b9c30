package dev.pixio.image;

import dev.pixio.image.format.ImageHeader;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.TiffDirectory;
import dev.pixio.image.format.TiffHeader;
import dev.pixio.image.tiff.TiffReader;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;

/** Decodes TIFF files: those of JPEG, CCITT and subsampled YCbCr by OpenCV, the others by {@link TiffReader}. */
final class TiffPixels {

    private TiffPixels() {}

    /** Decodes a file. */
    interface Decoder {
        Mat pixels() throws ImageReadException;
    }

    /**
     * The pixels as stored, {@code CV_8UC3} in RGB order.
     *
     * @param file whose header was accepted; changed in place
     * @param openCv decodes the changed file
     */
    static Mat of(ByteBuffer file, ImageHeader header, Decoder openCv) throws ImageReadException {
        int width = (int) header.width();
        int height = (int) header.height();
        if (TiffReader.supports(file)) {
            return read(new TiffReader(file), width, height);
        }
        prepare(new TiffDirectory(file), header);
        TiffHeader.keepColorsUnderAlpha(file);
        Mat stored = openCv.pixels();
        return stored.apply(new Rect(0, 0, width, height));
    }

    private static Mat read(TiffReader reader, int width, int height) throws ImageReadException {
        Mat image = new Mat(height, width, opencv_core.CV_8UC3);
        BytePointer data = new BytePointer(image.data()).capacity(3L * width * height);
        reader.read((x, y, rgb, pixels) ->
                data.position(3L * ((long) y * width + x)).put(rgb, 0, 3 * pixels));
        return image;
    }

    /** OpenCV would turn each tile by itself, and scrambles tiles that extend beyond the image: it gets whole tiles, upright. */
    private static void prepare(TiffDirectory tiff, ImageHeader header) {
        tiff.set(TiffDirectory.ORIENTATION, 1);
        if (tiff.has(TiffDirectory.TILE_WIDTH)) {
            tiff.set(TiffDirectory.WIDTH, TiffHeader.padded(header.width(), tiff.value(TiffDirectory.TILE_WIDTH, 1)));
            tiff.set(
                    TiffDirectory.HEIGHT, TiffHeader.padded(header.height(), tiff.value(TiffDirectory.TILE_HEIGHT, 1)));
        }
    }
}
