package dev.pixio.onnx.runtime;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.resize.FramedPixels;
import dev.pixio.image.resize.FramedRaster;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/**
 * The input {@link EncoderMetadata#PIXELS} of an exported encoder from images: decoded, framed, resized (as by Pillow) and normalised as the
 * metadata of its file says. {@link OnnxImageEncoder} has it built in; it is public for programs that run the graph by another library.
 * Thread-safe.
 */
public final class EncoderPixels {

    private final EncoderMetadata metadata;
    private final ImageDecoder decoder = ImageDecoder.withDefaults();
    private final FramedPixels frame;
    private final FramedRaster rasterFrame;
    private final float[][] scale; // [channels, 256]

    /** For the encoder that has this metadata. */
    public EncoderPixels(EncoderMetadata metadata) {
        this.metadata = metadata;
        this.frame = new FramedPixels(metadata.framing(), metadata.scale().background());
        this.rasterFrame = new FramedRaster(metadata.framing(), metadata.input().mean());
        this.scale = metadata.scale().table();
    }

    /** How many numbers an image has: channels x H x W. */
    public int size() {
        return metadata.channels() * metadata.height() * metadata.width();
    }

    /**
     * The input for an image file.
     *
     * @return float {@code [channels, H, W]}
     * @throws dev.pixio.image.format.ImageReadException if the file cannot be read as an image
     */
    public float[] of(Path file) throws IOException {
        float[] pixels = new float[size()];
        append(file, FloatBuffer.wrap(pixels));
        return pixels;
    }

    /**
     * The input for an image.
     *
     * @param image decoded; it is not closed
     * @return float {@code [3, H, W]}
     */
    public float[] of(RgbImage image) {
        float[] pixels = new float[size()];
        append(image, FloatBuffer.wrap(pixels));
        return pixels;
    }

    /**
     * The input for an image that is no 8-bit RGB.
     *
     * @param image with the channels and the scale of the metadata's {@code input}
     * @return float {@code [channels, H, W]}
     */
    public float[] of(Raster image) {
        float[] pixels = rasterFrame.of(image);
        metadata.scale().normalize(pixels);
        return pixels;
    }

    /**
     * Appends the input for an image file to a batch.
     *
     * @param batch receives float {@code [channels, H, W]}
     * @throws dev.pixio.image.format.ImageReadException if the file cannot be read as an image
     */
    public void append(Path file, FloatBuffer batch) throws IOException {
        if (!metadata.input().isRgb8()) {
            batch.put(of(new RasterDecoder(decoder, metadata.input()).read(file)));
            return;
        }
        try (RgbImage image = decoder.read(file)) {
            append(image, batch);
        }
    }

    /**
     * Appends the input for an image to a batch.
     *
     * @param image decoded; it is not closed
     * @param batch receives float {@code [3, H, W]}
     * @throws IllegalArgumentException if the encoder takes images of other channels or of more bits
     */
    public void append(RgbImage image, FloatBuffer batch) {
        if (!metadata.input().isRgb8()) {
            throw new IllegalArgumentException("the model takes images of " + metadata.channels()
                    + " channels scaled by " + metadata.input().scaling() + ", not 8-bit RGB: give files or rasters");
        }
        PixelScale.append(frame.of(image), scale, batch);
    }
}
