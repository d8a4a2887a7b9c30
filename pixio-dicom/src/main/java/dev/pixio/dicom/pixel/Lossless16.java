package dev.pixio.dicom.pixel;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.format.ImageReadException;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes lossless JPEG of 16 bits by TwelveMonkeys' reader. FFmpeg's expects further bits after a difference of 32,768, which has none (ISO/IEC
 * 10918-1, H.1.2.2), and then all that follows is wrong.
 */
final class Lossless16 {

    private static final JPEGImageReaderSpi READERS = readers();

    private Lossless16() {}

    private static JPEGImageReaderSpi readers() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        @Nullable JPEGImageReaderSpi known = registry.getServiceProviderByClass(JPEGImageReaderSpi.class);
        if (known != null) {
            return known;
        }
        JPEGImageReaderSpi own = new JPEGImageReaderSpi();
        registry.registerServiceProvider(own); // it looks there for the reader of other JPEG
        return own;
    }

    /** The numbers of a frame of one component. */
    static int[][] planes(ImageAttributes image, byte[] jpeg) throws ImageReadException {
        try {
            ImageReader reader = READERS.createReaderInstance(null);
            try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
                reader.setInput(in, true, true);
                Raster raster = reader.readRaster(0, null);
                StoredPixels.requireSize(image, raster.getWidth(), raster.getHeight());
                return new int[][] {raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null)};
            } finally {
                reader.dispose();
            }
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new ImageReadException(
                    "truncated or damaged " + image.syntax().title(), e);
        }
    }
}
