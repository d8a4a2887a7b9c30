package dev.pixio.eval.dense;

import dev.pixio.eval.dense.report.DepthResult;
import dev.pixio.eval.dense.report.Estimate;
import dev.pixio.eval.linear.RidgeRegression;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.scene.render.RenderedScene;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Linear depth: ridge regression on standardised patch tokens for the mean log depth of each patch, the penalty chosen on
 * a held-out fifth of the training scenes. For the test, the predictions are upsampled bilinearly to the size of the
 * depth map. Pixels at {@link RenderedScene#FAR}, such as the sky, count neither in training nor in the test.
 */
final class DepthProbe {

    /** Scenes whose predictions are upsampled at a time. */
    private static final int CHUNK = 64;

    /** The usual threshold of d1. */
    private static final double LOG_THRESHOLD = Math.log(1.25);

    private DepthProbe() {}

    /**
     * Trains on some scenes and tests on others.
     *
     * @param train with standardised patches, as {@code test}
     * @param seed of the held-out scenes and of the intervals
     * @param predictions receives the predicted depths
     */
    static DepthResult evaluate(
            SceneFeatures train, PatchTargets targets, SceneFeatures test, long seed, ScenePredictions predictions) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor y = targets.logDepthTensor();
            double penalty = choose(train, y, seed);
            try (RidgeRegression model =
                    fit(train.patches(), y, List.of(penalty)).get(0)) {
                return test(model, penalty, test, seed, predictions);
            }
        }
    }

    private static double choose(SceneFeatures train, Tensor y, long seed) {
        SceneSplit split = SceneSplit.of(train.scenes().size(), train.grid().patches(), seed);
        try (PointerScope scope = new PointerScope()) {
            List<RidgeRegression> models = fit(split.kept(train.patches()), split.kept(y), RidgeRegression.SWEEP);
            Tensor valid = valid(split.heldOut(y));
            Tensor x = split.heldOut(train.patches()).index_select(0, valid);
            Tensor depths = split.heldOut(y).index_select(0, valid);
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < models.size(); i++) {
                try (RidgeRegression model = models.get(i)) {
                    double error = model.error(x, depths);
                    best = error < least ? i : best;
                    least = Math.min(error, least);
                }
            }
            return RidgeRegression.SWEEP.get(best);
        }
    }

    private static List<RidgeRegression> fit(Tensor x, Tensor y, List<Double> penalties) {
        try (PointerScope scope = new PointerScope()) {
            Tensor valid = valid(y);
            return RidgeRegression.fit(x.index_select(0, valid), y.index_select(0, valid), penalties);
        }
    }

    /** The indices of the patches that have a depth. */
    private static Tensor valid(Tensor y) {
        return torch.nonzero(torch.isnan(y).logical_not()).flatten();
    }

    private static DepthResult test(
            RidgeRegression model, double penalty, SceneFeatures test, long seed, ScenePredictions predictions) {
        PatchGrid grid = test.grid();
        DenseScenes scenes = test.scenes();
        List<double[]> measures = new ArrayList<>(); // d1 and RMSE of the log, of each scene with a depth
        for (int first = 0; first < scenes.size(); first += CHUNK) {
            int count = Math.min(CHUNK, scenes.size() - first);
            try (PointerScope scope = new PointerScope()) {
                long patches = grid.patches();
                Tensor predicted = model.predict(test.patches().narrow(0, first * patches, count * patches));
                Tensor maps = Upsampling.toMask(predicted.unsqueeze(1), grid, scenes); // [count, 1, H, W]
                for (int i = 0; i < count; i++) {
                    float[] predictedLog = Tensors.toFloats(maps.select(0, i));
                    predictions.logDepth(predictedLog);
                    double[] found = measure(scenes.depth(first + i), predictedLog);
                    if (!Double.isNaN(found[0])) {
                        measures.add(found);
                    }
                }
            }
        }
        return new DepthResult(
                Estimate.of(measures.size(), seed, times -> mean(measures, 0, times)),
                Estimate.of(measures.size(), seed, times -> mean(measures, 1, times)),
                penalty);
    }

    private static double[] measure(float[] depth, float[] predictedLog) {
        int valid = 0;
        int near = 0;
        double squares = 0;
        for (int pixel = 0; pixel < depth.length; pixel++) {
            if (depth[pixel] < RenderedScene.FAR) {
                double error = predictedLog[pixel] - Math.log(depth[pixel]);
                valid++;
                near += Math.abs(error) < LOG_THRESHOLD ? 1 : 0;
                squares += error * error;
            }
        }
        return new double[] {(double) near / valid, Math.sqrt(squares / valid)};
    }

    private static double mean(List<double[]> measures, int column, int[] times) {
        double sum = 0;
        for (int i = 0; i < times.length; i++) {
            sum += times[i] * measures.get(i)[column];
        }
        return sum / times.length;
    }
}
