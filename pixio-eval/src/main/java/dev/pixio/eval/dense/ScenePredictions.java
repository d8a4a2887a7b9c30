package dev.pixio.eval.dense;

import java.util.ArrayList;
import java.util.List;

/** The first test scenes with their masks and depths, and what the probes of one candidate predict for them. */
public final class ScenePredictions {

    private final int most;
    private final List<byte[]> masks = new ArrayList<>();
    private final List<float[]> depths = new ArrayList<>();
    private final List<PredictedScene> scenes = new ArrayList<>();

    /**
     * A scene. Maps of pixels are row by row, and of the size of the mask; an image may be smaller by an integer factor.
     *
     * @param image RGB, three bytes per pixel, {@code height / factor} rows
     * @param mask index of the class of each pixel in {@link DenseScenes#segmentationClasses}
     * @param predictedMask the same as predicted
     * @param depth in metres, {@code RenderedScene.FAR} where it does not count
     * @param predictedDepth in metres
     * @param height of the mask
     * @param width of the mask
     * @param factor pixels of the mask per pixel of the image, in each direction
     */
    @SuppressWarnings("ArrayRecordComponent") // one element per pixel, not changed
    public record PredictedScene(
            byte[] image,
            byte[] mask,
            byte[] predictedMask,
            float[] depth,
            float[] predictedDepth,
            int height,
            int width,
            int factor) {}

    /** @param most number of scenes, of which there may be fewer */
    public ScenePredictions(int most) {
        this.most = most;
    }

    /** Predictions that are not kept. */
    public static ScenePredictions none() {
        return new ScenePredictions(0);
    }

    /** The scenes in order; empty before an evaluation. */
    public List<PredictedScene> scenes() {
        return List.copyOf(scenes);
    }

    /** Receives the predicted mask of each test scene, in order. */
    void mask(byte[] predicted) {
        if (masks.size() < most) {
            masks.add(predicted);
        }
    }

    /** Receives the predicted natural logarithms of the depths of each test scene, in order. */
    void logDepth(float[] predicted) {
        if (depths.size() < most) {
            float[] metres = new float[predicted.length];
            for (int pixel = 0; pixel < metres.length; pixel++) {
                metres[pixel] = (float) Math.exp(predicted[pixel]);
            }
            depths.add(metres);
        }
    }

    /** Receives the test scenes, after all predictions. */
    void complete(DenseScenes test) {
        for (int scene = 0; scene < masks.size(); scene++) {
            scenes.add(new PredictedScene(
                    test.image(scene),
                    test.mask(scene),
                    masks.get(scene),
                    test.depth(scene),
                    depths.get(scene),
                    test.maskHeight(),
                    test.maskWidth(),
                    test.factor()));
        }
    }
}
