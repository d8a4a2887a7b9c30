package dev.pixio.eval.dense;

import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.group.DividedTask;
import java.util.function.IntPredicate;

/**
 * Scenes to train probes on and scenes to test them on. It owns native memory; close it.
 *
 * @param train to train on
 * @param test to test on
 */
public record ScenePair(DenseScenes train, DenseScenes test) implements AutoCloseable {

    /**
     * Renders scenes at the input size of a model.
     *
     * @param threads that render
     * @throws IllegalArgumentException if scenes cannot have this size
     */
    public static ScenePair render(SceneSet train, SceneSet test, PatchGrid grid, int threads)
            throws InterruptedException {
        return render(train, test, grid, threads, scene -> true);
    }

    /**
     * Renders the scenes that a process needs: process 0 all of them, another one those whose features it computes.
     *
     * @param batchSize scenes per forward pass
     * @param task divides the batches among processes
     */
    public static ScenePair render(
            SceneSet train, SceneSet test, PatchGrid grid, int threads, int batchSize, DividedTask task)
            throws InterruptedException {
        return render(train, test, grid, threads, scene -> task.group().isFirst() || task.isOwn(scene / batchSize));
    }

    private static ScenePair render(SceneSet train, SceneSet test, PatchGrid grid, int threads, IntPredicate wanted)
            throws InterruptedException {
        DenseScenes first = DenseScenes.render(train, grid, threads, wanted);
        try {
            return new ScenePair(first, DenseScenes.render(test, grid, threads, wanted));
        } catch (RuntimeException | InterruptedException e) {
            first.close();
            throw e;
        }
    }

    boolean fits(PatchGrid grid) {
        return train.fits(grid);
    }

    @Override
    public void close() {
        train.close();
        test.close();
    }
}
