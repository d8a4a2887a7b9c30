package dev.pixio.downstream.predict;

import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.downstream.data.SampleImage;
import dev.pixio.downstream.model.TaskSpec;
import dev.pixio.downstream.task.Task;
import dev.pixio.downstream.window.Resizing;
import dev.pixio.embed.CallGate;
import dev.pixio.embed.EncoderThread;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A model on a thread of its own: any thread may call it, and calls run one at a time. */
final class TaskThread implements AutoCloseable {

    private final EncoderThread thread;
    private final LoadedTask loaded;
    private final CallGate calls = new CallGate("the model");

    private TaskThread(EncoderThread thread, LoadedTask loaded) {
        this.thread = thread;
        this.loaded = loaded;
    }

    /** Loads a model; see {@link LoadedTask#load}. */
    static TaskThread load(Path path, PredictionSettings settings, Class<? extends Task> task) throws IOException {
        EncoderThread thread = new EncoderThread();
        try {
            return new TaskThread(thread, thread.compute(() -> {
                try {
                    return LoadedTask.load(path, settings, task);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (UncheckedIOException e) {
            thread.close();
            throw e.getCause();
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    /**
     * Reads an image on the calling thread and predicts it; the model stays open meanwhile.
     *
     * @throws dev.pixio.image.format.ImageReadException if the image cannot be read
     * @throws IllegalStateException if the model is closed
     */
    <T> T read(Path file, Function<SampleImage, T> predict) throws IOException {
        calls.begin();
        try (SampleImage image = SampleImage.read(file, ImageDecoder.withDefaults(), spec().images())) {
            return predict.apply(image);
        } finally {
            calls.end();
        }
    }

    /**
     * A decoded photograph for the model, which is not closed.
     *
     * @throws IllegalArgumentException if the model does not take 8-bit RGB images
     */
    SampleImage photograph(RgbImage image) {
        ImageInput input = spec().images();
        if (!input.isRgb8()) {
            throw new IllegalArgumentException("the model takes images of " + input.channels() + " channels scaled by "
                    + input.scaling() + ", not 8-bit RGB: give files or a source");
        }
        return new SampleImage.Photograph(image);
    }

    /** What a model predicts for the pixels of an image. */
    @FunctionalInterface
    interface PixelResult<T> {
        /** The result for values in row order. */
        T of(int height, int width, float[] values);
    }

    /** Predicts the pixels of several images; their windows go through the model together. */
    <T> List<T> pixels(List<? extends ImagePlanes> images, PixelResult<T> result) {
        List<float[]> values = compute(loaded -> loaded.pixels(images));
        List<T> results = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            results.add(result.of(images.get(i).height(), images.get(i).width(), values.get(i)));
        }
        return results;
    }

    /**
     * Runs work with the model on its thread.
     *
     * @throws IllegalStateException if it is closed
     */
    <T> T compute(Function<LoadedTask, T> work) {
        calls.begin();
        try {
            return thread.compute(() -> work.apply(loaded));
        } finally {
            calls.end();
        }
    }

    TaskSpec spec() {
        return loaded.spec();
    }

    String fingerprint() {
        return loaded.fingerprint();
    }

    Resizing resizing() {
        return loaded.resizing();
    }

    String precision() {
        return loaded.precision().toString();
    }

    /** Waits for running calls, then frees the weights. Closing again has no effect. */
    @Override
    public void close() {
        calls.close(() -> {
            thread.compute(() -> {
                loaded.close();
                return true;
            });
            thread.close();
        });
    }
}
