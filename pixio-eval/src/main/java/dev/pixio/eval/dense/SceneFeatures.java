package dev.pixio.eval.dense;

import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.features.FeatureTable;
import dev.pixio.image.NonFiniteFeaturesException;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.weights.tensor.NonFinite;
import java.io.IOException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Features of scenes and of their patches, from one pass. It owns native memory; close it. */
public final class SceneFeatures implements AutoCloseable {

    private final DenseScenes scenes;
    private final PatchGrid grid;
    private final FeatureTable vectors;
    private final Tensor patches; // [N * patches, E]

    private SceneFeatures(DenseScenes scenes, PatchGrid grid, FeatureTable vectors, Tensor patches) {
        this.scenes = scenes;
        this.grid = grid;
        this.vectors = vectors;
        this.patches = Tensors.keep(patches);
    }

    /**
     * Features of known values.
     *
     * @param scenes the caller closes them, after this
     * @param grid the input size of the scenes, and a patch size
     * @param patches float {@code [N * patches, E]} on the CPU, by scene and in row order; retained, and changed by the probes
     */
    static SceneFeatures ofPatches(DenseScenes scenes, PatchGrid grid, Tensor patches) {
        try (PointerScope scope = new PointerScope()) {
            Tensor none = Tensors.zeros(ScalarType.Float, scenes.size(), 1);
            return new SceneFeatures(scenes, grid, table(scenes, none), patches);
        }
    }

    /**
     * Computes the features of scenes in a single process.
     *
     * @param extractor whose input size the scenes have
     * @param batchSize scenes per forward pass
     * @throws NonFiniteFeaturesException if the features of a scene are not finite
     */
    public static SceneFeatures compute(
            FeatureExtractor extractor, DenseScenes scenes, int batchSize, FeatureListener listener)
            throws IOException, InterruptedException {
        return compute(extractor, scenes, batchSize, listener, DividedTask.alone());
    }

    /**
     * Computes the features of scenes in process 0 of a group; the others call {@link #contribute}.
     *
     * @param task divides the batches among the processes
     * @throws NonFiniteFeaturesException if the features of a scene are not finite
     */
    public static SceneFeatures compute(
            FeatureExtractor extractor, DenseScenes scenes, int batchSize, FeatureListener listener, DividedTask task)
            throws IOException, InterruptedException {
        try (PointerScope scope = new PointerScope()) {
            Rows vectors = new Rows(scenes.size());
            Rows patches = new Rows(scenes.size());
            SceneBatches batches = new SceneBatches(extractor, scenes, batchSize, (first, tokens) -> {
                vectors.put(first, requireFinite(tokens.vectors(), scenes, first));
                patches.put(first, requireFinite(tokens.patches(), scenes, first));
                listener.onBatch(first + tokens.vectors().size(0), scenes.size());
            });
            task.run(batches.count(), batches);
            return new SceneFeatures(
                    scenes,
                    extractor.grid(),
                    table(scenes, vectors.all()),
                    patches.all().flatten(0, 1));
        }
    }

    /** Computes the features of the scenes of a process other than process 0, which receives them. */
    public static void contribute(FeatureExtractor extractor, DenseScenes scenes, int batchSize, DividedTask task)
            throws IOException, InterruptedException {
        SceneBatches batches = new SceneBatches(extractor, scenes, batchSize, (first, tokens) -> {});
        task.run(batches.count(), batches);
    }

    private static FeatureTable table(DenseScenes scenes, Tensor vectors) {
        return new FeatureTable(vectors, scenes.labels(), scenes.source().classes());
    }

    private static Tensor requireFinite(Tensor features, DenseScenes scenes, int first) {
        if (!NonFinite.of(features).isNone()) {
            for (int i = 0; i < features.size(0); i++) {
                NonFiniteFeaturesException.requireFinite(
                        Tensors.toFloats(features.select(0, i)), scenes.source().name(first + (long) i));
            }
        }
        return features;
    }

    /** Rows whose shape is known with the first batch. */
    private static final class Rows {

        private final int count;
        private @Nullable Tensor filled;

        Rows(int count) {
            this.count = count;
        }

        void put(int first, Tensor batch) {
            Tensor rows = filled;
            if (rows == null) {
                long[] shape = Tensors.shape(batch);
                shape[0] = count;
                // Created inside the scope of a batch, so it is kept, and freed by all().
                rows = Tensors.keep(Tensors.empty(ScalarType.Float, shape));
                filled = rows;
            }
            rows.narrow(0, first, batch.size(0)).copy_(batch);
        }

        /** In the caller's scope. */
        Tensor all() {
            if (filled == null) {
                throw new IllegalStateException("there are no scenes");
            }
            try (Tensor rows = filled) {
                return new Tensor(rows);
            }
        }
    }

    DenseScenes scenes() {
        return scenes;
    }

    PatchGrid grid() {
        return grid;
    }

    /** The features of the scenes, for classification. Owned by this. */
    public FeatureTable vectors() {
        return vectors;
    }

    /** The means of the patch tokens of each scene, for classification. A new table; before probes change the patch tokens. */
    public FeatureTable patchMeans() {
        try (PointerScope scope = new PointerScope()) {
            return table(
                    scenes,
                    patches.view(scenes.size(), grid.patches(), patchDimension())
                            .mean(1));
        }
    }

    /** Float {@code [N * patches, E]} on the CPU, by scene and in row order. Owned by this. */
    Tensor patches() {
        return patches;
    }

    /** E, the length of a patch's features. */
    long patchDimension() {
        return patches.size(1);
    }

    @Override
    public void close() {
        vectors.close();
        patches.close();
    }
}
