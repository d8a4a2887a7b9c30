package dev.pixio.downstream.output;

import dev.pixio.io.DurableFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Writes PNG files. A file is complete or absent, also after a crash. */
final class PngImages {

    private static final int COLOURS = 256;

    private PngImages() {}

    /**
     * A mask: the numbers are the labels, and programs show them in the colours.
     *
     * @param labels row by row
     * @param palette colours {@code 0xRRGGBB} of the first labels
     */
    static void writePalette(Path path, byte[] labels, int height, int width, List<Integer> palette)
            throws IOException {
        byte[] red = new byte[COLOURS];
        byte[] green = new byte[COLOURS];
        byte[] blue = new byte[COLOURS];
        for (int i = 0; i < Math.min(COLOURS, palette.size()); i++) {
            red[i] = (byte) (palette.get(i) >> 16);
            green[i] = (byte) (palette.get(i) >> 8);
            blue[i] = (byte) (int) palette.get(i);
        }
        BufferedImage image = new BufferedImage(
                width, height, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, COLOURS, red, green, blue));
        image.getRaster().setDataElements(0, 0, width, height, labels);
        write(path, image);
    }

    /** Grey of 16 bits, row by row. */
    static void writeGrey(Path path, short[] values, int height, int width) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, values);
        write(path, image);
    }

    /**
     * Colours.
     *
     * @param colours {@code 0xRRGGBB}, row by row
     */
    static void writeColours(Path path, int[] colours, int height, int width) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.getRaster().setDataElements(0, 0, width, height, colours);
        write(path, image);
    }

    private static void write(Path path, BufferedImage image) throws IOException {
        DurableFile.writeStream(path, out -> {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException(path + ": this Java cannot write PNG");
            }
        });
    }
}
