package dev.pixio.data.loader;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.JpegScaling;
import dev.pixio.data.SkippedImage;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.torch.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Fills one place of an epoch: reads its image, or another one if it is broken, and augments it. All choices come
 * from streams named after the place, so that it does not matter which thread asks, or when. Thread-safe.
 */
final class SampleLoader {

    /** With half of all images broken, chance would still find a good one a million times in a million. */
    private static final int MAX_REPLACEMENTS = 50;

    private final ImageSource source;
    private final Augmentation augmentation;
    private final Sampler sampler;
    private final long seed;
    private final JpegScaling scaling;
    private final int tries;

    SampleLoader(ImageSource source, Augmentation augmentation, Sampler sampler, LoaderOptions options) {
        this.source = source;
        this.augmentation = augmentation;
        this.sampler = sampler;
        this.seed = options.batches().seed();
        this.scaling = options.decoding().jpegScaling();
        this.tries = options.unreadable().onUnreadable() == OnUnreadable.REPLACE ? 1 + MAX_REPLACEMENTS : 1;
    }

    /**
     * What was put at a place.
     *
     * @param sample the image, or {@link #NONE} if every one that was tried is broken
     * @param skipped the ones that could not be read, in the order in which they were tried
     */
    record Outcome(long sample, List<SkippedImage> skipped) {
        static final long NONE = -1;
    }

    /**
     * Fills a place.
     *
     * @param out {@code uint8 [3, H, W]} as the augmentation makes it
     */
    Outcome load(long epoch, long index, Tensor out) {
        List<SkippedImage> skipped = new ArrayList<>(0);
        long sample = sampler.sampleAt(epoch, index);
        RandomStream replacement = RandomStream.of(seed, "replacement", epoch, index);
        for (int tried = 0; tried < tries; tried++) {
            try (RgbImage image = read(sample, epoch, index)) {
                augmentation.apply(image, choices(epoch, index), out);
                return new Outcome(sample, skipped);
            } catch (ImageReadException e) {
                skipped.add(new SkippedImage(sample, source.name(sample), e.reason()));
                sample = (long) (replacement.nextDouble() * source.size());
            }
        }
        return new Outcome(Outcome.NONE, skipped);
    }

    private RgbImage read(long sample, long epoch, long index) throws ImageReadException {
        return switch (scaling) {
            case OFF -> source.read(sample);
            case ON -> source.read(sample, reduction -> augmentation.accepts(reduction, choices(epoch, index)));
        };
    }

    /** The same stream each time: what is chosen before decoding, to see how much is needed, is chosen again after it. */
    private RandomStream choices(long epoch, long index) {
        return RandomStream.of(seed, "augment", epoch, index);
    }
}
