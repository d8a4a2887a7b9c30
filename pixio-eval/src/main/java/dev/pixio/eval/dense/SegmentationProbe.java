package dev.pixio.eval.dense;

import dev.pixio.eval.dense.report.Estimate;
import dev.pixio.eval.dense.report.SegmentationResult;
import dev.pixio.eval.linear.LbfgsSolver;
import dev.pixio.eval.linear.SoftmaxRegression;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Linear segmentation: logistic regression on standardised patch tokens for the most frequent class of each patch, the
 * weight decay chosen on a held-out fifth of the training scenes. For the test, the scores of the patches are upsampled
 * bilinearly to the size of the mask, and each pixel gets the class with the highest score.
 */
final class SegmentationProbe {

    /** Scenes whose scores are upsampled at a time. */
    private static final int CHUNK = 16;

    /** Ground, background, object. */
    private static final int REGIONS = 3;

    private static final LbfgsSolver SOLVER = LbfgsSolver.FAST;

    private final SoftmaxRegression model;
    private final double decay;
    private final long seed;

    private SegmentationProbe(SoftmaxRegression model, double decay, long seed) {
        this.model = model;
        this.decay = decay;
        this.seed = seed;
    }

    /**
     * Trains on some scenes and tests on others.
     *
     * @param train with standardised patches, as {@code test}
     * @param seed of the held-out scenes and of the intervals
     * @param predictions receives the predicted masks
     */
    static SegmentationResult evaluate(
            SceneFeatures train, PatchTargets targets, SceneFeatures test, long seed, ScenePredictions predictions) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            int classes = DenseScenes.segmentationClasses().size();
            Tensor y = targets.classTensor();
            double decay = choose(train, y, classes, seed);
            try (SoftmaxRegression model =
                    SOLVER.fit(train.patches(), y, classes, List.of(decay)).get(0)) {
                return new SegmentationProbe(model, decay, seed).test(test, predictions);
            }
        }
    }

    private static double choose(SceneFeatures train, Tensor y, int classes, long seed) {
        SceneSplit split = SceneSplit.of(train.scenes().size(), train.grid().patches(), seed);
        try (PointerScope scope = new PointerScope()) {
            List<SoftmaxRegression> models =
                    SOLVER.fit(split.kept(train.patches()), split.kept(y), classes, SOLVER.sweep());
            Tensor x = split.heldOut(train.patches());
            byte[] labels = Tensors.toBytes(split.heldOut(y));
            int best = 0;
            double highest = -1;
            for (int i = 0; i < models.size(); i++) {
                try (SoftmaxRegression model = models.get(i)) {
                    double iou = patchIou(model, x, labels, classes);
                    best = iou > highest ? i : best;
                    highest = Math.max(iou, highest);
                }
            }
            return SOLVER.sweep().get(best);
        }
    }

    /** The mean IoU of patches. */
    private static double patchIou(SoftmaxRegression model, Tensor x, byte[] labels, int classes) {
        PixelCounts counts = new PixelCounts(classes);
        counts.add(labels, Tensors.toBytes(argmax(model.scores(x))));
        return counts.sum(new int[] {1}).meanIou();
    }

    private SegmentationResult test(SceneFeatures test, ScenePredictions predictions) {
        PixelCounts classes = new PixelCounts(DenseScenes.segmentationClasses().size());
        PixelCounts regions = new PixelCounts(REGIONS);
        DenseScenes scenes = test.scenes();
        for (int first = 0; first < scenes.size(); first += CHUNK) {
            int count = Math.min(CHUNK, scenes.size() - first);
            try (PointerScope scope = new PointerScope()) {
                Tensor probabilities = probabilities(test, first, count);
                Tensor predicted = argmax(probabilities);
                Tensor predictedRegions = argmax(regions(probabilities));
                for (int i = 0; i < count; i++) {
                    byte[] mask = scenes.mask(first + i);
                    byte[] predictedMask = Tensors.toBytes(predicted.select(0, i));
                    classes.add(mask, predictedMask);
                    predictions.mask(predictedMask);
                    regions.add(regions(mask), Tensors.toBytes(predictedRegions.select(0, i)));
                }
            }
        }
        return result(classes, regions);
    }

    /** The probability of each class at each pixel, float {@code [count, classes, H, W]}. */
    private Tensor probabilities(SceneFeatures test, int first, int count) {
        PatchGrid grid = test.grid();
        long patches = grid.patches();
        Tensor scores = model.scores(test.patches().narrow(0, first * patches, count * patches));
        return torch.softmax(Upsampling.toMask(scores, grid, test.scenes()), 1);
    }

    private static Tensor argmax(Tensor scores) {
        return torch.argmax(scores, new LongOptional(1), false);
    }

    /** Ground, background, and the sum of all objects. */
    private static Tensor regions(Tensor probabilities) {
        Tensor rest = probabilities.narrow(1, 0, 2);
        Tensor objects = probabilities
                .narrow(1, 2, probabilities.size(1) - 2)
                .sum(new long[] {1}, true, new ScalarTypeOptional());
        return torch.cat(new TensorVector(rest, objects), 1);
    }

    private SegmentationResult result(PixelCounts classes, PixelCounts regions) {
        int scenes = classes.scenes();
        int[] once = new int[scenes];
        Arrays.fill(once, 1);
        PixelCounts.Sum all = classes.sum(once);
        Map<String, Double> iou = new LinkedHashMap<>();
        List<String> names = DenseScenes.segmentationClasses();
        for (int label = 0; label < names.size(); label++) {
            if (!Double.isNaN(all.iou(label))) {
                iou.put(names.get(label), all.iou(label));
            }
        }
        return new SegmentationResult(
                Estimate.of(scenes, seed, times -> classes.sum(times).meanIou()),
                Estimate.of(scenes, seed, times -> regions.sum(times).meanIou()),
                Estimate.of(scenes, seed, times -> classes.sum(times).accuracy()),
                iou,
                decay);
    }

    private static byte[] regions(byte[] mask) {
        byte[] regions = new byte[mask.length];
        for (int i = 0; i < mask.length; i++) {
            regions[i] = (byte) Math.min(mask[i], 2);
        }
        return regions;
    }
}
