package dev.pixio.onnx.runtime;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.resize.FramedPixels;
import dev.pixio.image.resize.FramedRaster;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.image.resize.WindowGrid;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Predicts images with a model with a head that {@code pixio export onnx} wrote, by ONNX Runtime and without libtorch.
 *
 * <pre>{@code
 * try (OnnxTaskModel model = OnnxTaskModel.load(Path.of("roads.onnx"))) {
 *     OnnxTaskModel.Estimates mask = model.predict(Path.of("street.jpg"));
 *     String name = model.metadata().classes().get((int) mask.at(10, 20));
 * }
 * }</pre>
 *
 * <p>Thread-safe; closing it waits for running calls.
 */
public final class OnnxTaskModel implements AutoCloseable {

    /**
     * A prediction.
     *
     * @param height rows: of the image for segmentation and depth, 1 for classification
     * @param width columns: of the image for segmentation and depth, the number of classes for classification
     * @param values row by row: labels, depths in metres, or the probabilities of the classes
     */
    @SuppressWarnings("ArrayRecordComponent") // millions of numbers, not copied
    public record Estimates(int height, int width, float[] values) {

        /** The number at a place. */
        public float at(int row, int column) {
            return values[row * width + column];
        }
    }

    private final OnnxSession<TaskMetadata> session;
    private final ImageDecoder decoder = ImageDecoder.withDefaults();
    private final float[][] scale; // [channels, 256], of 8-bit RGB

    private OnnxTaskModel(OnnxSession<TaskMetadata> session) {
        this.session = session;
        this.scale = session.metadata().scale().table();
    }

    /** Loads a model, to run on all cores; see {@link #load(Path, OnnxOptions)}. */
    public static OnnxTaskModel load(Path model) throws IOException {
        return load(model, OnnxOptions.defaults());
    }

    /**
     * Loads a model.
     *
     * @throws OnnxModelException with a message of one line, if the file does not exist, is damaged, or has no head
     */
    public static OnnxTaskModel load(Path model, OnnxOptions options) throws IOException {
        return new OnnxTaskModel(OnnxSession.open(model, options, List.of(TaskMetadata.ESTIMATES), TaskMetadata::of));
    }

    /** Task, classes and input. */
    public TaskMetadata metadata() {
        return session.metadata();
    }

    /**
     * Predicts an image.
     *
     * @throws dev.pixio.image.format.ImageReadException if the image cannot be read
     */
    public Estimates predict(Path file) throws IOException {
        if (!metadata().input().isRgb8()) {
            return predict(new RasterDecoder(decoder, metadata().input()).read(file));
        }
        try (RgbImage image = decoder.read(file)) {
            return predict(image);
        }
    }

    /**
     * Predicts an image, which is not closed.
     *
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    public Estimates predict(RgbImage image) {
        ImageInput input = metadata().input();
        if (!input.isRgb8()) {
            throw new IllegalArgumentException("the model takes images of " + input.channels() + " channels scaled by "
                    + input.scaling() + ", not 8-bit RGB: give files or rasters");
        }
        if (metadata().task() == TaskMetadata.Task.CLASSIFICATION) {
            byte[] pixels = new FramedPixels(framing(), metadata().scale().background()).of(image);
            FloatBuffer buffer = FloatBuffer.allocate(pixels.length);
            PixelScale.append(pixels, scale, buffer);
            return new Estimates(1, metadata().classes().size(), estimates(buffer.flip(), 1));
        }
        return windows(image.height(), image.width(), (place, size) -> cut(image, place, size));
    }

    /**
     * Predicts an image that is no 8-bit RGB.
     *
     * @param image with the channels and the scale of the metadata's {@code input}
     */
    public Estimates predict(Raster image) {
        PixelScale numbers = metadata().scale();
        if (metadata().task() == TaskMetadata.Task.CLASSIFICATION) {
            float[] pixels = new FramedRaster(framing(), numbers.mean()).of(image);
            numbers.normalize(pixels);
            return new Estimates(1, metadata().classes().size(), estimates(FloatBuffer.wrap(pixels), 1));
        }
        return windows(image.height(), image.width(), (place, size) -> cut(image, place, size));
    }

    private Framing framing() {
        TaskMetadata metadata = metadata();
        return new Framing(metadata.fit(), metadata.height(), metadata.width(), metadata.margin());
    }

    /**
     * The output of the graph for images that are normalised and of its size.
     *
     * @param pixels float {@code [batch, channels, H, W]}
     */
    public float[] estimates(FloatBuffer pixels, int batch) {
        long[] shape = {
            batch, metadata().channels(), metadata().height(), metadata().width()
        };
        return session.run(pixels, shape, List.of(TaskMetadata.ESTIMATES)).get(0);
    }

    /** Cuts a window out of an image. */
    private interface Cutter {
        /** A window, normalised, with zeros beyond the image: float {@code [channels, h, w]}. */
        FloatBuffer cut(WindowGrid.Place place, ImageSize size);
    }

    private Estimates windows(int height, int width, Cutter cutter) {
        TaskMetadata metadata = metadata();
        ImageSize size = new ImageSize(metadata.height(), metadata.width());
        int outputs = Math.max(1, metadata.classes().size());
        WindowGrid grid = new WindowGrid(size, metadata.stride());
        float[] values = new float[height * width];
        float[] strip = new float[outputs * size.height() * width]; // sums of the rows of windows that are not complete
        for (WindowGrid.Place place : grid.places(height, width)) {
            float[] estimates = estimates(cutter.cut(place, size), 1); // [outputs, h, w]
            int columns = Math.min(size.width(), width - place.left());
            for (int row = 0; row < outputs * size.height(); row++) {
                for (int column = 0; column < columns; column++) {
                    strip[row * width + place.left() + column] += estimates[row * size.width() + column];
                }
            }
            if (place.left() + metadata.stride().width() >= width) {
                finish(strip, values, place.top(), height, width, outputs);
            }
        }
        if (metadata.task() == TaskMetadata.Task.DEPTH) {
            float[] counts = grid.counts(height, width);
            for (int pixel = 0; pixel < values.length; pixel++) {
                values[pixel] /= counts[pixel];
            }
        }
        return new Estimates(height, width, values);
    }

    private FloatBuffer cut(RgbImage image, WindowGrid.Place place, ImageSize size) {
        int columns = Math.min(size.width(), image.width() - place.left());
        byte[] row = new byte[3 * columns];
        float[] pixels = new float[3 * size.height() * size.width()];
        for (int y = 0; y < Math.min(size.height(), image.height() - place.top()); y++) {
            image.copyRow(place.top() + y, place.left(), row);
            for (int x = 0; x < columns; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    pixels[(channel * size.height() + y) * size.width() + x] =
                            scale[channel][row[3 * x + channel] & 0xFF];
                }
            }
        }
        return FloatBuffer.wrap(pixels);
    }

    private FloatBuffer cut(Raster image, WindowGrid.Place place, ImageSize size) {
        PixelScale numbers = metadata().scale();
        int columns = Math.min(size.width(), image.width() - place.left());
        int area = size.height() * size.width();
        float[] pixels = new float[image.channels() * area];
        for (int channel = 0; channel < image.channels(); channel++) {
            for (int y = 0; y < Math.min(size.height(), image.height() - place.top()); y++) {
                int to = channel * area + y * size.width();
                System.arraycopy(
                        image.planes()[channel], (place.top() + y) * image.width() + place.left(), pixels, to, columns);
                numbers.normalize(channel, pixels, to, to + columns);
            }
        }
        return FloatBuffer.wrap(pixels);
    }

    /** Takes the rows that no later window covers, and moves the others up. */
    private void finish(float[] strip, float[] values, int top, int height, int width, int outputs) {
        int size = metadata().height();
        int stride = metadata().stride().height();
        boolean last = top + stride >= height;
        int rows = Math.min(last ? size : stride, height - top);
        boolean depth = metadata().task() == TaskMetadata.Task.DEPTH;
        for (int pixel = 0; pixel < rows * width; pixel++) {
            int best = 0;
            for (int output = 1; output < outputs; output++) {
                if (strip[output * size * width + pixel] > strip[best * size * width + pixel]) {
                    best = output;
                }
            }
            values[top * width + pixel] = depth ? strip[pixel] : best;
        }
        for (int output = 0; output < outputs; output++) {
            int from = output * size * width;
            System.arraycopy(strip, from + stride * width, strip, from, (size - stride) * width);
            Arrays.fill(strip, from + (size - stride) * width, from + size * width, 0);
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
