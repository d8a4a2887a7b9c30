package dev.pixio.monitor.report.html;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Iterator;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/**
 * An image inside of a page.
 *
 * @param uri with all of it
 * @param width in pixels
 * @param height in pixels
 */
public record EmbeddedImage(String uri, int width, int height) {

    /** No sheet of reconstructions has more; a header that says so would make us ask for that memory. */
    private static final long MOST_PIXELS = 60_000_000;

    private static final long MOST_BYTES = 200_000_000;

    /** Wider than any column of the page on the sharpest of screens. */
    private static final int WIDEST = 1300;

    /** Compression that a person does not see, and then ever smaller sizes. */
    private static final float QUALITY = 0.86f;

    private static final double SMALLER = 0.8;

    /**
     * Reads a PNG; absent if there is none or it is damaged, as one may be that was being written when the machine failed.
     *
     * @param budget bytes that it may take; a larger one becomes a JPEG, and a smaller one if need be
     */
    public static Optional<EmbeddedImage> of(Path file, int budget) throws IOException {
        Optional<BufferedImage> read = read(file);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        BufferedImage image = read.get();
        if (Files.size(file) <= budget && image.getWidth() <= WIDEST) {
            return Optional.of(embedded("image/png", Files.readAllBytes(file), image));
        }
        BufferedImage shown = resized(image, Math.min(1, (double) WIDEST / image.getWidth()));
        byte[] jpeg = jpeg(shown);
        while (jpeg.length > budget && shown.getWidth() > 64) {
            shown = resized(shown, SMALLER);
            jpeg = jpeg(shown);
        }
        return Optional.of(embedded("image/jpeg", jpeg, shown));
    }

    private static EmbeddedImage embedded(String type, byte[] bytes, BufferedImage image) {
        String uri = "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
        return new EmbeddedImage(uri, image.getWidth(), image.getHeight());
    }

    private static Optional<BufferedImage> read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
            return Optional.empty();
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
        ImageReader reader = readers.next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            return pixels > MOST_PIXELS ? Optional.empty() : Optional.of(reader.read(0));
        } catch (IOException | RuntimeException damaged) { // readers throw both on bytes that are no image
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage resized(BufferedImage image, double factor) {
        int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
        BufferedImage made = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB); // JPEG has no transparency
        Graphics2D pen = made.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.drawImage(image, 0, 0, width, height, Color.WHITE, null);
        pen.dispose();
        return made;
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
