package dev.pixio.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Picture files for tests, written by the JDK and not by the library that reads them. */
public final class Pictures {

    private Pictures() {}

    /** A picture in which each pixel tells where it is: red is its column, green its row, blue 200. */
    public static BufferedImage gradient(int width, int height) {
        return gradient(width, height, BufferedImage.TYPE_INT_RGB);
    }

    public static BufferedImage gradient(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xff000000 | (x & 0xff) << 16 | (y & 0xff) << 8 | 200);
            }
        }
        return image;
    }

    public static byte[] encode(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("the JDK does not write " + format + " of this type");
        }
        return bytes.toByteArray();
    }

    /** Red, green and blue of one pixel. */
    public static int[] pixel(RgbImage image, int x, int y) {
        long start = y * image.rowBytes() + 3L * x;
        int[] values = new int[3];
        for (int channel = 0; channel < 3; channel++) {
            values[channel] = Byte.toUnsignedInt(image.data().get(start + channel));
        }
        return values;
    }
}
