package dev.pixio.bench;

import dev.pixio.augment.Augmentation;
import dev.pixio.augment.Normalize;
import dev.pixio.data.ImageSource;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.TooManyUnreadableException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.PointerScope;

/**
 * The data loader of a training without the model: images are read, decoded, cropped, resized and flipped into batches.
 *
 * @param source the images
 * @param augmentation of each image
 * @param options of the loader
 * @param passes over the source per round
 * @param consumer the work per batch
 */
record LoadBenchmark(
        ImageSource source, Augmentation augmentation, LoaderOptions options, int passes, Consumer consumer) {

    /** The work per batch. */
    enum Consumer {
        /** The batch is released at once. */
        NOTHING,
        /** The batch is normalised to floats on this thread; in a training the device of the model does that. */
        NORMALIZE
    }

    /**
     * The result of a round.
     *
     * @param imagesPerSecond number of images, divided by the time from the first request to the last batch
     */
    record Round(double imagesPerSecond, double seconds, long images) {}

    /** Runs for two seconds, so that the JVM compiles the code. */
    void warmUp() {
        long start = System.nanoTime();
        do {
            run(0);
        } while (System.nanoTime() - start < 2e9);
    }

    /**
     * Measures one round. The loader is new: nothing is prefetched before the clock starts.
     *
     * @param number of the round, from 0; each has other crops
     */
    Round run(long number) {
        long images = 0;
        long start = System.nanoTime();
        try (BatchLoader loader = BatchLoader.startingAt(source, augmentation, options, number * passes, 0)) {
            for (long left = loader.batchesPerEpoch() * passes; left > 0; left--) {
                try (Batch batch = loader.next()) {
                    consume(batch);
                    images += batch.size();
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Round(images / seconds, seconds, images);
        } catch (TooManyUnreadableException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for images", e);
        }
    }

    private void consume(Batch batch) {
        if (consumer == Consumer.NORMALIZE) {
            try (PointerScope scope = new PointerScope()) {
                Normalize.IMAGENET.apply(batch.images());
            }
        }
    }
}
