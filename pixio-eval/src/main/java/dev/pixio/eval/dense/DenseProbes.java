package dev.pixio.eval.dense;

import dev.pixio.embed.Pooling;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.dense.report.DepthResult;
import dev.pixio.eval.dense.report.SegmentationResult;
import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.linear.Standardization;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Both probes of the features of patches.
 *
 * @param segmentation the result of the segmentation probe
 * @param depth the result of the depth probe
 */
public record DenseProbes(SegmentationResult segmentation, DepthResult depth) {

    /** One of the probes. */
    public enum Kind {
        SEGMENTATION,
        DEPTH
    }

    /**
     * Some of the probes.
     *
     * @param segmentation the result of the segmentation probe, if it was chosen
     * @param depth the result of the depth probe, if it was chosen
     */
    public record Chosen(Optional<SegmentationResult> segmentation, Optional<DepthResult> depth) {}

    /**
     * Trains and tests some of the probes, as {@link #evaluate(SceneFeatures, SceneFeatures, long)} does both.
     *
     * @param kinds the probes
     */
    public static Chosen evaluate(SceneFeatures train, SceneFeatures test, long seed, Set<Kind> kinds) {
        PatchTargets targets = standardised(train, test);
        ScenePredictions none = ScenePredictions.none();
        return new Chosen(
                kinds.contains(Kind.SEGMENTATION)
                        ? Optional.of(SegmentationProbe.evaluate(train, targets, test, seed, none))
                        : Optional.empty(),
                kinds.contains(Kind.DEPTH)
                        ? Optional.of(DepthProbe.evaluate(train, targets, test, seed, none))
                        : Optional.empty());
    }

    /**
     * Trains and tests both probes. The patches of the features are standardised in place.
     *
     * @param train features of at least 2 scenes
     * @param test features of other scenes
     * @param seed of the held-out scenes and of the intervals
     */
    public static DenseProbes evaluate(SceneFeatures train, SceneFeatures test, long seed) {
        return evaluate(train, test, seed, ScenePredictions.none());
    }

    /**
     * Trains and tests both probes, and keeps predictions for some test scenes.
     *
     * @param predictions receives them; new
     */
    public static DenseProbes evaluate(
            SceneFeatures train, SceneFeatures test, long seed, ScenePredictions predictions) {
        PatchTargets targets = standardised(train, test);
        DenseProbes probes = new DenseProbes(
                SegmentationProbe.evaluate(train, targets, test, seed, predictions),
                DepthProbe.evaluate(train, targets, test, seed, predictions));
        predictions.complete(test.scenes());
        return probes;
    }

    /** Standardises the patches, and returns what is to be predicted for those of training. */
    private static PatchTargets standardised(SceneFeatures train, SceneFeatures test) {
        try (Standardization standard = new Standardization(train.patches())) {
            standard.applyTo(train.patches());
            standard.applyTo(test.patches());
        }
        return PatchTargets.of(train.scenes(), train.grid());
    }

    /**
     * The results as a row of a report.
     *
     * @param extractor of the features
     * @param seconds duration of computing the features
     */
    public DenseRow row(
            String name, FeatureExtractor extractor, SceneFeatures train, SceneFeatures test, double seconds) {
        return new DenseRow(
                name,
                extractor.choice().map(choice -> choice.withPooling(Pooling.PATCHES)),
                train.patchDimension(),
                segmentation,
                depth,
                (long) train.scenes().size() + test.scenes().size(),
                seconds);
    }

    /** Probes that see nothing: they predict the most frequent classes and the mean log depth. */
    static DenseProbes guessing(ScenePair scenes, PatchGrid grid, long seed) {
        try (SceneFeatures trained = constant(scenes.train(), grid);
                SceneFeatures tested = constant(scenes.test(), grid)) {
            return evaluate(trained, tested, seed);
        }
    }

    private static SceneFeatures constant(DenseScenes scenes, PatchGrid grid) {
        try (PointerScope scope = new PointerScope()) {
            long rows = (long) scenes.size() * grid.patches();
            return SceneFeatures.ofPatches(scenes, grid, Tensors.zeros(ScalarType.Float, rows, 1));
        }
    }
}
