package dev.pixio.bench.micro;

import dev.pixio.image.RgbImage;
import dev.pixio.scene.SceneSource;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** A built-in scene as a test image. */
final class SceneImage {

    private SceneImage() {}

    static RgbImage image(int side) {
        return new SceneSource(0, 1, side).read(0);
    }

    /** The scene as a JPEG file, with ImageIO's default quality of 0.75. */
    static byte[] jpeg(int side) {
        byte[] rgb = new SceneSource(0, 1, side).render(0).rgb();
        BufferedImage drawn = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < side * side; i++) {
            int pixel = (rgb[3 * i] & 0xFF) << 16 | (rgb[3 * i + 1] & 0xFF) << 8 | (rgb[3 * i + 2] & 0xFF);
            drawn.setRGB(i % side, i / side, pixel);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(drawn, "jpg", out)) {
                throw new IllegalStateException("this Java writes no JPEG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not expected: the output is memory
        }
        return out.toByteArray();
    }
}
