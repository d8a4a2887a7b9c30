package dev.pixio.downstream.data;

import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.task.DepthRange;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.eval.dense.DenseScenes;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.scene.SceneSource;
import dev.pixio.scene.render.RenderedScene;
import java.io.IOException;

/**
 * Built-in scenes, whose masks and depths are known exactly. The sky, and what is farther than {@link RenderedScene#FAR}, has no
 * depth.
 *
 * @param scenes the scenes
 * @param task whether the true values are classes or depths
 * @param crop size of a sample, the centre of a scene
 * @param input which channels and which scale the images are given
 */
public record SceneSamples(SceneSource scenes, DenseTask task, ImageSize crop, ImageInput input)
        implements DenseSource {

    /** Ground, background and the classes of objects. */
    public static final Segmentation SEGMENTATION = new Segmentation(DenseScenes.segmentationClasses());

    /** Depths of scenes. */
    public static final DepthEstimation DEPTH = new DepthEstimation(new DepthRange(0.001, RenderedScene.FAR));

    /** Photographs of a size. */
    public SceneSamples(SceneSource scenes, DenseTask task, ImageSize crop) {
        this(scenes, task, crop, ImageInput.RGB);
    }

    /** Whole scenes. */
    public SceneSamples(SceneSource scenes, DenseTask task) {
        this(scenes, task, ImageSize.square(scenes.side()));
    }

    /** Scenes of a size, whose sides need not be equal. */
    public static SceneSamples of(long seed, long count, ImageSize size, DenseTask task) {
        return new SceneSamples(new SceneSource(seed, count, size.longer()), task, size);
    }

    @Override
    public int size() {
        return Math.toIntExact(scenes.size());
    }

    @Override
    public String name(int index) {
        return scenes.name(index);
    }

    @Override
    public DenseSample read(int index) throws IOException {
        RenderedScene scene = scenes.render(index);
        int left = (scene.size() - crop.width()) / 2;
        RgbImage image = RgbImage.of(crop.width(), crop.height());
        float[] truth = new float[crop.height() * crop.width()];
        for (int row = 0; row < crop.height(); row++) {
            int first = (row + (scene.size() - crop.height()) / 2) * scene.size() + left;
            image.data().position(row * image.rowBytes()).put(scene.rgb(), 3 * first, 3 * crop.width());
            for (int column = 0; column < crop.width(); column++) {
                truth[row * crop.width() + column] = truth(scene, first + column);
            }
        }
        image.data().position(0);
        return new DenseSample(name(index), SampleImage.of(image, input), truth);
    }

    private float truth(RenderedScene scene, int pixel) {
        float depth = scene.depth()[pixel];
        return task instanceof Segmentation
                ? scene.segmentation()[pixel]
                : depth < RenderedScene.FAR ? depth : DepthEstimation.NONE;
    }

    @Override
    public SceneSamples withInput(ImageInput other) {
        SceneSource.requireFits(other);
        return new SceneSamples(scenes, task, crop, other);
    }

    @Override
    public String description() {
        return scenes.description() + (isWhole() ? "" : ", " + crop + " of each");
    }

    @Override
    public String fingerprint() {
        return scenes.fingerprint() + " " + task.id() + (isWhole() ? "" : " " + crop);
    }

    private boolean isWhole() {
        return crop.equals(ImageSize.square(scenes.side()));
    }
}
