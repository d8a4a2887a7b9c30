package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneClass;

/**
 * One drawn scene with all that is known about it. The arrays are in row order from the upper left, belong to the
 * caller, and are compared by identity.
 *
 * @param size height and width in pixels
 * @param rgb {@code uint8 [size, size, 3]}, sRGB
 * @param segmentation {@code uint8 [size, size]}: {@link #GROUND}, {@link #BACKDROP} (sky or wall) or
 *     {@link SceneClass#segmentationId()}
 * @param depth {@code float [size, size]}: metres along the optical axis, at most {@link #FAR}, which is also the sky's
 * @param label what the main object is
 */
@SuppressWarnings("ArrayRecordComponent") // pixels; a copy or a list for each image would cost more than the drawing
public record RenderedScene(int size, byte[] rgb, byte[] segmentation, float[] depth, SceneClass label) {

    /** Segmentation value of the ground. */
    public static final int GROUND = 0;

    /** Segmentation value of the sky or the wall behind everything. */
    public static final int BACKDROP = 1;

    /** How many segmentation values there are: ground, backdrop, and the classes. */
    public static final int SEGMENTATION_CLASSES = SceneClass.FIRST_SEGMENTATION_ID + SceneClass.values().length;

    /** The greatest depth, in metres. */
    public static final float FAR = 60;
}
