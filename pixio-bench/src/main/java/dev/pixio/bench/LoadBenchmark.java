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
 * The loader of a training run without the training: images are read, decoded, cropped, resized and flipped into batches,
 * and no one does anything with them.
 *
 * @param source the images
 * @param augmentation what is made of them
 * @param options how
 * @param passes over the source in a round
 * @param consumer what happens to a batch
 */
record LoadBenchmark(
        ImageSource source, Augmentation augmentation, LoaderOptions options, int passes, Consumer consumer) {

    /** What happens to a batch. */
    enum Consumer {
        /** It is given back at once. */
        NOTHING,
        /** It becomes floats with the mean and deviation of ImageNet, on this thread: the model's device does that else. */
        NORMALIZE
    }

    /**
     * One turn.
     *
     * @param imagesPerSecond all images by the time from the first request to the last batch
     */
    record Round(double imagesPerSecond, double seconds, long images) {}

    /** Runs until the JVM has compiled what is used again and again. */
    void warmUp() {
        long start = System.nanoTime();
        do {
            run(0);
        } while (System.nanoTime() - start < 2e9);
    }

    /**
     * One round. The loader is a new one, which has prepared nothing before the clock starts.
     *
     * @param number from 0; each has other crops
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
