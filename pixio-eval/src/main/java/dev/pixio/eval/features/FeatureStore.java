package dev.pixio.eval.features;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.io.FailureReason;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cache of features between evaluations: a second protocol on the same images and weights does not compute them
 * again.
 *
 * @param folder created when needed; empty to cache nothing
 */
public record FeatureStore(Optional<Path> folder) {

    /** Caches nothing. */
    public static final FeatureStore NONE = new FeatureStore(Optional.empty());

    /**
     * Features from the cache or computed.
     *
     * @param table the features, which the caller closes
     * @param computed true if they were computed now, false if they were cached
     */
    public record Result(FeatureTable table, boolean computed) {}

    /**
     * Reads the features of a source from the cache, or computes and caches them. A cache that cannot be written is reported. Images
     * that may change unnoticed are not cached ({@link LabelledSource#isIdentified}).
     */
    public Result features(
            LabelledSource source, FeatureExtractor extractor, LoaderOptions options, FeatureListener listener)
            throws IOException, InterruptedException {
        return features(source, extractor, options, listener, DividedTask.alone());
    }

    /**
     * The features of a source, in process 0 of a group; the others call {@link #contribute}.
     *
     * @param task divides the images among processes, unless the features are cached
     */
    public Result features(
            LabelledSource source,
            FeatureExtractor extractor,
            LoaderOptions options,
            FeatureListener listener,
            DividedTask task)
            throws IOException, InterruptedException {
        if (folder.isEmpty() || !source.isIdentified()) {
            return new Result(FeatureCollector.collect(source, extractor, options, listener, task), true);
        }
        CachedFeatures file = CachedFeatures.in(folder.get(), source, extractor);
        Optional<FeatureTable> cached = file.read(listener);
        if (cached.isPresent()) {
            task.skip();
            return new Result(cached.get(), false);
        }
        FeatureTable table = FeatureCollector.collect(source, extractor, options, listener, task);
        try {
            file.write(table);
        } catch (IOException e) {
            listener.onNotCached(FailureReason.withFile(e));
        }
        return new Result(table, true);
    }

    /** Computes the features of the images of a process other than process 0, unless that has them. */
    public static void contribute(
            LabelledSource source, FeatureExtractor extractor, LoaderOptions options, DividedTask task)
            throws IOException, InterruptedException {
        FeatureCollector.contribute(source, extractor, options, task);
    }
}
