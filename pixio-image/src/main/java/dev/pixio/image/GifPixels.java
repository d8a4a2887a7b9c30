package dev.pixio.image;

import dev.pixio.image.format.GifHeader;
import dev.pixio.image.format.ImageReadException;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes the first frame of a GIF by the reader of the JDK. OpenCV reads all frames, requires the last of them to be whole,
 * and fills the area around a frame and transparent pixels with other colours than Pillow.
 */
final class GifPixels {

    private GifPixels() {}

    /** The pixels, {@code CV_8UC3} in RGB order; transparent ones retain their colour. */
    static Mat of(ByteBuffer file) throws ImageReadException {
        GifHeader header = GifHeader.of(file);
        Raster frame = frame(file);
        Mat image = new Mat(header.height(), header.width(), opencv_core.CV_8UC3);
        BytePointer data = new BytePointer(image.data()).capacity(3L * header.width() * header.height());
        byte[] rgb = new byte[3 * header.width()];
        int[] row = new int[header.frameWidth()];
        for (int y = 0; y < header.height(); y++) {
            for (int x = 0; x < header.width(); x++) {
                color(header, header.around(), rgb, x);
            }
            int inFrame = y - header.top();
            if (inFrame >= 0 && inFrame < header.frameHeight()) {
                frame.getSamples(0, inFrame, row.length, 1, 0, row);
                for (int x = 0; x < row.length; x++) {
                    color(header, row[x], rgb, header.left() + x);
                }
            }
            data.position((long) y * rgb.length).put(rgb, 0, rgb.length);
        }
        return image;
    }

    private static void color(GifHeader header, int color, byte[] rgb, int x) {
        for (int channel = 0; channel < 3; channel++) {
            rgb[3 * x + channel] = header.level(color, channel);
        }
    }

    /** The colours of the pixels of the frame, by number. */
    private static Raster frame(ByteBuffer file) throws ImageReadException {
        byte[] bytes = new byte[file.limit()];
        file.get(0, bytes);
        List<String> warnings = new ArrayList<>();
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
            reader.setInput(stream, true, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            Raster frame = reader.read(0).getRaster();
            if (warnings.isEmpty()) {
                return frame;
            }
            throw new ImageReadException("truncated or damaged GIF: " + warnings.get(0));
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ImageReadException("truncated or damaged GIF", e);
        } finally {
            reader.dispose();
        }
    }
}
