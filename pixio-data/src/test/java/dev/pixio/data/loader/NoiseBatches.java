package dev.pixio.data.loader;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;

/** Loads batches of images of noise. */
abstract class NoiseBatches {

    static final Augmentation AUGMENTATION = Augmentation.pretraining(8, 8, 0.2, 1, 0.5);

    /** The content of a batch. */
    record Content(String position, List<String> names, List<Integer> pixels) {}

    static List<Content> batches(ImageSource source, LoaderOptions options, long epoch, long first, int count)
            throws Exception {
        return next(BatchLoader.startingAt(source, AUGMENTATION, options, epoch, first), count);
    }

    /** The next batches of a loader, which is closed. */
    static List<Content> next(BatchLoader opened, int count) throws Exception {
        List<Content> batches = new ArrayList<>();
        try (BatchLoader loader = opened) {
            for (int i = 0; i < count; i++) {
                try (Batch batch = loader.next()) {
                    byte[] bytes = new byte[batch.size() * 3 * 8 * 8];
                    new BytePointer(batch.images().data_ptr()).get(bytes);
                    batches.add(new Content(
                            "epoch " + batch.epoch() + " batch " + batch.indexInEpoch(),
                            IntStream.range(0, batch.size())
                                    .mapToObj(batch::name)
                                    .toList(),
                            IntStream.range(0, bytes.length)
                                    .mapToObj(k -> (int) bytes[k])
                                    .toList()));
                }
            }
        }
        return batches;
    }
}
