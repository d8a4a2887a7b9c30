package dev.pixio.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Image files for tests, written by the JDK, not by the library under test. */
public final class TestImages {

    private TestImages() {}

    /** An image whose pixels encode their position: red is the column, green the row, blue 200. */
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

    /** A JPEG with one scan or progressive. */
    public static byte[] jpeg(IIOImage image, Scans scans) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setProgressiveMode(scans == Scans.ONE ? ImageWriteParam.MODE_DISABLED : ImageWriteParam.MODE_DEFAULT);
        settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        settings.setCompressionQuality(0.9f);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, image, settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** How a JPEG is stored. */
    public enum Scans {
        ONE,
        PROGRESSIVE
    }

    /** Inserts an EXIF segment that contains only an orientation after the start of a JPEG. */
    public static byte[] withOrientation(byte[] jpeg, int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        exif.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 1);
        exif.putShort((short) 274).putShort((short) 3).putInt(1).putShort((short) orientation);
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + 36);
        return file.put(jpeg, 0, 2)
                .put(exif.array())
                .put(jpeg, 2, jpeg.length - 2)
                .array();
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
