package dev.pixio.downstream.finetune.data;

import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.TooManyUnreadableException;
import dev.pixio.data.loader.UnreadableLimit;
import dev.pixio.io.OneLine;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images that passes over a source leave out because they cannot be read. Each is named in a warning once, and too many of them in a pass
 * are an error. Not thread-safe.
 */
public final class LeftOutImages {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOutImages.class);

    private final UnreadableLimit limit;
    private final String use;
    private final Set<Long> named = new HashSet<>();
    private Optional<SkippedImage> first = Optional.empty();
    private long count;

    /**
     * For the images of a source.
     *
     * @param limit for a pass over all images
     * @param use what the images are for, such as "validation"
     */
    public LeftOutImages(UnreadableLimit limit, String use) {
        this.limit = limit;
        this.use = use;
    }

    /** Starts a pass: its images are counted anew. */
    public void begin() {
        first = Optional.empty();
        count = 0;
    }

    /**
     * Leaves an image out.
     *
     * @throws TooManyUnreadableException if there are more in this pass than the limit allows
     */
    public void add(SkippedImage image) throws TooManyUnreadableException {
        name(image);
        first = first.or(() -> Optional.of(image));
        count++;
        if (limit.isExceededBy(count)) {
            throw limit.exceeded(count, first.get());
        }
    }

    /**
     * Leaves a sample out.
     *
     * @param name of the sample, with which the message of the reason may begin
     * @throws TooManyUnreadableException if there are more in this pass than the limit allows
     */
    public void add(int sample, String name, IOException reason) throws TooManyUnreadableException {
        add(new SkippedImage(sample, name, DenseViews.reason(name, reason)));
    }

    /** Names an image that a loader has left out, and counted. */
    public void name(SkippedImage image) {
        if (named.add(image.index())) {
            LOG.warn("left out of the {}: {}", use, OneLine.of(image.name() + ": " + image.reason()));
        }
    }
}
