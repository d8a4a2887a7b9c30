package dev.pixio.downstream;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;

/** Writes small images, masks and depth maps. */
public final class TestImages {

    private TestImages() {}

    private static void write(BufferedImage image, Path file) throws IOException {
        Files.createDirectories(file.getParent());
        String format = file.toString().endsWith(".jpg") ? "jpg" : "png";
        if (!ImageIO.write(image, format, file.toFile())) {
            throw new IOException(file + " cannot be written");
        }
    }

    /**
     * An image.
     *
     * @param colour {@code 0xRRGGBB} of column and row
     */
    public static void image(Path file, int width, int height, IntBinaryOperator colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, colour.applyAsInt(i % width, i / width));
        }
        write(image, file);
    }

    /**
     * A mask with a palette.
     *
     * @param label of column and row
     */
    public static void palette(Path file, int width, int height, IntBinaryOperator label) throws IOException {
        byte[] level = new byte[256];
        for (int i = 0; i < level.length; i++) {
            level[i] = (byte) i;
        }
        samples(
                new BufferedImage(
                        width,
                        height,
                        BufferedImage.TYPE_BYTE_INDEXED,
                        new IndexColorModel(8, level.length, level, level, level)),
                file,
                label);
    }

    /**
     * A grey mask.
     *
     * @param label of column and row
     */
    public static void grey(Path file, int width, int height, IntBinaryOperator label) throws IOException {
        samples(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), file, label);
    }

    /**
     * A depth map.
     *
     * @param value of column and row, 16 bits
     */
    public static void depth(Path file, int width, int height, IntBinaryOperator value) throws IOException {
        samples(new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY), file, value);
    }

    private static void samples(BufferedImage image, Path file, IntBinaryOperator value) throws IOException {
        for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
            int x = i % image.getWidth();
            int y = i / image.getWidth();
            image.getRaster().setSample(x, y, 0, value.applyAsInt(x, y));
        }
        write(image, file);
    }
}
