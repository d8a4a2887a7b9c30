package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneClass;

/**
 * One rendered scene with its annotations. The arrays are in row order from the upper left. They are owned by the caller and
 * compared by identity.
 *
 * @param size height and width in pixels
 * @param rgb {@code uint8 [size, size, 3]}, sRGB
 * @param segmentation {@code uint8 [size, size]}: {@link #GROUND}, {@link #BACKGROUND} (sky or wall) or
 *     {@link SceneClass#segmentationId()}
 * @param depth {@code float [size, size]}: metres along the optical axis, at most {@link #FAR}, which is also the value of the sky
 * @param label class of the main object
 */
@SuppressWarnings("ArrayRecordComponent") // copies or lists of pixels would take more time than rendering
public record RenderedScene(int size, byte[] rgb, byte[] segmentation, float[] depth, SceneClass label) {

    /** Segmentation value of the ground. */
    public static final int GROUND = 0;

    /** Segmentation value of the background, sky or wall. */
    public static final int BACKGROUND = 1;

    /** Number of segmentation values: ground, background, and the classes. */
    public static final int SEGMENTATION_CLASSES = SceneClass.FIRST_SEGMENTATION_ID + SceneClass.values().length;

    /** The largest depth, in metres. */
    public static final float FAR = 60;
}
