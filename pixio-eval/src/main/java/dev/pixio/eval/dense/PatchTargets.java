package dev.pixio.eval.dense;

import dev.pixio.model.config.PatchGrid;
import dev.pixio.scene.render.RenderedScene;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * What is known about each patch of scenes, patches in row order.
 *
 * @param classes most frequent value of the mask, the smaller one of equally frequent values
 * @param logDepths mean of the natural logarithms of its depths in metres; NaN if it shows nothing nearer than {@link
 *     RenderedScene#FAR}
 */
@SuppressWarnings("ArrayRecordComponent") // one element per patch of all scenes
record PatchTargets(long[] classes, float[] logDepths) {

    static PatchTargets of(DenseScenes scenes, PatchGrid grid) {
        int patches = grid.patches();
        PatchTargets targets = new PatchTargets(new long[scenes.size() * patches], new float[scenes.size() * patches]);
        int side = grid.patchSize() * scenes.factor();
        int[] counts = new int[RenderedScene.SEGMENTATION_CLASSES];
        for (int scene = 0; scene < scenes.size(); scene++) {
            byte[] mask = scenes.mask(scene);
            float[] depth = scenes.depth(scene);
            for (int patch = 0; patch < patches; patch++) {
                int corner = patch / grid.columns() * side * scenes.maskWidth() + patch % grid.columns() * side;
                targets.classes[scene * patches + patch] = mostFrequent(mask, corner, side, scenes.maskWidth(), counts);
                targets.logDepths[scene * patches + patch] = meanLog(depth, corner, side, scenes.maskWidth());
            }
        }
        return targets;
    }

    private static int mostFrequent(byte[] mask, int corner, int side, int stride, int[] counts) {
        Arrays.fill(counts, 0);
        for (int pixel = 0; pixel < side * side; pixel++) {
            counts[mask[corner + pixel / side * stride + pixel % side]]++;
        }
        int most = 0;
        for (int value = 1; value < counts.length; value++) {
            most = counts[value] > counts[most] ? value : most;
        }
        return most;
    }

    private static float meanLog(float[] depth, int corner, int side, int stride) {
        double sum = 0;
        int valid = 0;
        for (int pixel = 0; pixel < side * side; pixel++) {
            float value = depth[corner + pixel / side * stride + pixel % side];
            if (value < RenderedScene.FAR) {
                sum += Math.log(value);
                valid++;
            }
        }
        return valid == 0 ? Float.NaN : (float) (sum / valid);
    }

    /** Int64 {@code [patches]} in the caller's scope. */
    Tensor classTensor() {
        return Tensors.of(classes, classes.length);
    }

    /** Float {@code [patches]} in the caller's scope. */
    Tensor logDepthTensor() {
        return Tensors.of(logDepths, logDepths.length);
    }
}
