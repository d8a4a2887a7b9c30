package dev.pixio.eval.dense;

import dev.pixio.data.StratifiedSplit;
import dev.pixio.torch.Tensors;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * The division of training scenes by which a hyperparameter is chosen: a fifth of the scenes is held out. It is made of
 * scenes and not of patches, since the patches of one scene resemble each other.
 */
record SceneSplit(StratifiedSplit split, int patches) {

    private static final double HELD_OUT = 0.2;

    /**
     * Divides scenes.
     *
     * @param scenes number of scenes, at least 2
     * @param patches per scene
     * @param seed of the choice
     */
    static SceneSplit of(int scenes, int patches, long seed) {
        return new SceneSplit(StratifiedSplit.of(new int[scenes], HELD_OUT, seed, "dense probe sweep"), patches);
    }

    /** The rows of the patches that are not held out, in the caller's scope. */
    Tensor kept(Tensor rows) {
        return rows(rows, split.kept());
    }

    /** The rows of the held-out patches, in the caller's scope. */
    Tensor heldOut(Tensor rows) {
        return rows(rows, split.heldOut());
    }

    private Tensor rows(Tensor all, int[] scenes) {
        long[] indices = Arrays.stream(scenes).asLongStream().toArray();
        return all.unflatten(0, -1, patches)
                .index_select(0, Tensors.of(indices, indices.length))
                .flatten(0, 1);
    }
}
