package dev.pixio.eval.dense;

import dev.pixio.image.resize.Framing;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.memory.MemoryDemand;
import java.util.Locale;

/** The memory of scenes and of their patch tokens, which an evaluation holds all at once. */
public final class SceneMemory {

    private static final int BYTES_PER_IMAGE_PIXEL = 3;

    /** A byte of the mask and a float of the depth. */
    private static final int BYTES_PER_MASK_PIXEL = 5;

    private SceneMemory() {}

    /**
     * Checks the memory of an evaluation before it begins.
     *
     * @param train scenes that probes are trained on
     * @param test scenes that they are tested on
     * @param size of the images
     * @param model whose patch tokens are evaluated
     * @throws IllegalArgumentException if the scenes and their patch tokens do not fit
     */
    public static void require(SceneSet train, SceneSet test, Framing size, PixioConfig model) {
        double patches =
                (double) size.height() * size.width() / Math.pow(model.grid().patchSize(), 2);
        double tokens = patches * model.encoder().width() * Float.BYTES;
        long scenes = (long) train.count() + test.count();
        MemoryDemand.requireNative(
                description(scenes, size.height(), size.width()) + " and their patch tokens",
                (double) scenes * (bytes(size.height(), size.width()) + tokens));
    }

    /** Checks the memory of scenes alone. */
    static void require(SceneSet set, int height, int width) {
        MemoryDemand.requireNative(description(set.count(), height, width), set.count() * bytes(height, width));
    }

    private static String description(long scenes, int height, int width) {
        return String.format(Locale.ROOT, "%,d scenes of %d x %d pixels", scenes, height, width);
    }

    /**
     * The memory of one scene and its patch tokens, in bytes.
     *
     * @param grid of the patches
     * @param width of a token
     */
    public static double bytes(PatchGrid grid, int width) {
        return bytes(grid.height(), grid.width()) + (double) grid.patches() * width * Float.BYTES;
    }

    /** Of one scene. */
    private static double bytes(int height, int width) {
        double pixels = (double) height * width;
        int factor = DenseScenes.factor(height, width);
        return pixels * (BYTES_PER_IMAGE_PIXEL + BYTES_PER_MASK_PIXEL * factor * factor);
    }
}
