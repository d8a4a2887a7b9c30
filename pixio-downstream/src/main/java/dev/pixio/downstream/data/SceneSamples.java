package dev.pixio.downstream.data;

import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.eval.dense.DenseScenes;
import dev.pixio.image.RgbImage;
import dev.pixio.scene.SceneSource;
import dev.pixio.scene.render.RenderedScene;

/**
 * Built-in scenes, whose masks and depths are known exactly. The sky, and what is farther than {@link RenderedScene#FAR}, has no
 * depth.
 *
 * @param scenes the scenes
 * @param task whether the true values are classes or depths
 */
public record SceneSamples(SceneSource scenes, DenseTask task) implements DenseSource {

    /** Ground, background and the classes of objects. */
    public static final Segmentation SEGMENTATION = new Segmentation(DenseScenes.segmentationClasses());

    /** Depths of scenes. */
    public static final DepthEstimation DEPTH = new DepthEstimation(new DepthRange(0.001, RenderedScene.FAR));

    @Override
    public int size() {
        return Math.toIntExact(scenes.size());
    }

    @Override
    public String name(int index) {
        return scenes.name(index);
    }

    @Override
    public DenseSample read(int index) {
        RenderedScene scene = scenes.render(index);
        RgbImage image = RgbImage.of(scene.size(), scene.size());
        image.data().put(scene.rgb(), 0, scene.rgb().length);
        float[] truth = new float[scene.size() * scene.size()];
        for (int pixel = 0; pixel < truth.length; pixel++) {
            float depth = scene.depth()[pixel];
            truth[pixel] = task instanceof Segmentation
                    ? scene.segmentation()[pixel]
                    : depth < RenderedScene.FAR ? depth : DepthEstimation.NONE;
        }
        return new DenseSample(name(index), image, truth);
    }

    @Override
    public String description() {
        return scenes.description();
    }

    @Override
    public String fingerprint() {
        return scenes.fingerprint() + " " + task.id();
    }
}
