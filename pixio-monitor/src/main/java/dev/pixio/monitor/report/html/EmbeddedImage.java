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
 * An image embedded in a page.
 *
 * @param uri data URI with the encoded image
 * @param width in pixels
 * @param height in pixels
 */
public record EmbeddedImage(String uri, int width, int height) {

    /** More than any image of reconstructions. Larger sizes in a header are rejected before memory is allocated. */
    private static final long MAX_PIXELS = 60_000_000;

    private static final long MAX_BYTES = 200_000_000;

    /** Wider than the column of the page, also on high-density screens. */
    private static final int MAX_WIDTH = 1300;

    /** Quality without visible artefacts; images that are still too large are scaled down. */
    private static final float QUALITY = 0.86f;

    private static final double SHRINK_FACTOR = 0.8;

    /**
     * Reads a PNG file; empty if it is absent or damaged.
     *
     * @param budget maximum number of bytes; a larger file becomes a JPEG, which is scaled down if needed
     */
    public static Optional<EmbeddedImage> of(Path file, int budget) throws IOException {
        Optional<BufferedImage> read = read(file);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        BufferedImage image = read.get();
        if (Files.size(file) <= budget && image.getWidth() <= MAX_WIDTH) {
            return Optional.of(embedded("image/png", Files.readAllBytes(file), image));
        }
        BufferedImage smaller = resized(image, Math.min(1, (double) MAX_WIDTH / image.getWidth()));
        byte[] jpeg = jpeg(smaller);
        while (jpeg.length > budget && smaller.getWidth() > 64) {
            smaller = resized(smaller, SHRINK_FACTOR);
            jpeg = jpeg(smaller);
        }
        return Optional.of(embedded("image/jpeg", jpeg, smaller));
    }

    private static EmbeddedImage embedded(String type, byte[] bytes, BufferedImage image) {
        String uri = "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
        return new EmbeddedImage(uri, image.getWidth(), image.getHeight());
    }

    private static Optional<BufferedImage> read(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
            return Optional.empty();
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
        ImageReader reader = readers.next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            return pixels > MAX_PIXELS ? Optional.empty() : Optional.of(reader.read(0));
        } catch (IOException | RuntimeException damaged) { // readers throw both on bytes that are not an image
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    private static BufferedImage resized(BufferedImage image, double factor) {
        int width = Math.max(1, (int) Math.round(image.getWidth() * factor));
        int height = Math.max(1, (int) Math.round(image.getHeight() * factor));
        BufferedImage resized =
                new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB); // JPEG has no transparency
        Graphics2D graphics = resized.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(image, 0, 0, width, height, Color.WHITE, null);
        graphics.dispose();
        return resized;
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
