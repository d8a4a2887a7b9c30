package dev.pixio.eval.features;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.loader.LoaderOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where features are kept between evaluations, if anywhere: a second protocol on the same images and weights embeds
 * nothing.
 *
 * @param folder made when it is needed; empty to keep nothing
 */
public record FeatureStore(Optional<Path> folder) {

    /** Nothing is kept. */
    public static final FeatureStore NONE = new FeatureStore(Optional.empty());

    /**
     * Features, and where they came from.
     *
     * @param table which the caller closes
     * @param computed whether they were made now
     */
    public record Result(FeatureTable table, boolean computed) {}

    /** The features of a source: kept ones, or made and kept now. */
    public Result features(
            LabelledSource source, FeatureExtractor extractor, LoaderOptions options, FeatureListener listener)
            throws IOException, InterruptedException {
        if (folder.isEmpty()) {
            return new Result(FeatureCollector.collect(source, extractor, options, listener), true);
        }
        CachedFeatures file = CachedFeatures.in(folder.get(), source, extractor);
        Optional<FeatureTable> kept = file.read(listener);
        if (kept.isPresent()) {
            return new Result(kept.get(), false);
        }
        FeatureTable made = FeatureCollector.collect(source, extractor, options, listener);
        file.write(made);
        return new Result(made, true);
    }
}
