package dev.pixio.scene.layout;

import java.util.Locale;

/**
 * The class of an object. Classes differ only in shape: colour, texture, light, position and size are drawn from the same
 * distributions for all of them, so that the class cannot be predicted from colour statistics.
 */
public enum SceneClass {
    BALL(0),
    CUBE(1),
    CYLINDER(2),
    CONE(3),
    RING(4),
    PYRAMID(5),
    MUSHROOM(6),
    TREE(7),
    HOUSE(8),
    MUG(9);

    /** The segmentation value of the first class; smaller values are the ground and the background. */
    public static final int FIRST_SEGMENTATION_ID = 2;

    private final int id;

    SceneClass(int id) {
        this.id = id;
    }

    /** The class index, 0 .. 9. */
    public int id() {
        return id;
    }

    /** The value of this class's pixels in a segmentation: {@code id() + 2}, after ground and background. */
    public byte segmentationId() {
        return (byte) (id + FIRST_SEGMENTATION_ID);
    }

    /** The name in lower case: "mushroom". */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
