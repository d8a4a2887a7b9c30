package dev.pixio.downstream.output;

import dev.pixio.downstream.predict.ClassMask;
import dev.pixio.downstream.predict.DepthMap;
import dev.pixio.io.DurableFile;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Predictions of pixels as PNG: in memory, or as files that are complete or absent, also after a crash. */
public final class PngImages {

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
        write(path, ofPalette(labels, height, width, palette));
    }

    /**
     * The bytes of a mask: the numbers are the labels, and programs show them in the colours.
     *
     * @param palette colours {@code 0xRRGGBB} of the first labels
     */
    public static byte[] mask(ClassMask mask, List<Integer> palette) throws IOException {
        return bytes(ofPalette(mask.labels(), mask.height(), mask.width(), palette));
    }

    private static BufferedImage ofPalette(byte[] labels, int height, int width, List<Integer> palette) {
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
        return image;
    }

    /** Grey of 16 bits, row by row. */
    static void writeGrey(Path path, short[] values, int height, int width) throws IOException {
        write(path, ofGrey(values, height, width));
    }

    /** The bytes of a depth map, grey of 16 bits. */
    public static byte[] depth(DepthMap map, double perMetre) throws IOException {
        return bytes(ofGrey(stored(map, perMetre), map.height(), map.width()));
    }

    /** Depths as they are stored, in 16 bits without sign. */
    static short[] stored(DepthMap map, double perMetre) {
        short[] stored = new short[map.metres().length];
        for (int pixel = 0; pixel < stored.length; pixel++) {
            stored[pixel] = (short) Math.round(map.metres()[pixel] * perMetre);
        }
        return stored;
    }

    private static BufferedImage ofGrey(short[] values, int height, int width) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, values);
        return image;
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

    private static byte[] bytes(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(image, out);
        return out.toByteArray();
    }

    private static void write(Path path, BufferedImage image) throws IOException {
        DurableFile.writeStream(path, out -> write(image, out));
    }

    private static void write(BufferedImage image, OutputStream out) throws IOException {
        if (!ImageIO.write(image, "png", out)) {
            throw new IOException("this Java cannot write PNG");
        }
    }
}
