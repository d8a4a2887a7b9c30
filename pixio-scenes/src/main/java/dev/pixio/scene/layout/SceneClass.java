package dev.pixio.scene.layout;

import java.util.Locale;

/**
 * What the main object of a scene is. Classes differ in shape alone: colour, texture, light, place and size are drawn
 * from the same distributions for all of them, so that colour statistics do not give the class away.
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

    /** The segmentation value of the first class; the values below are the ground and what is behind everything. */
    public static final int FIRST_SEGMENTATION_ID = 2;

    private final int id;

    SceneClass(int id) {
        this.id = id;
    }

    /** The class number for classifiers, 0 .. 9. */
    public int id() {
        return id;
    }

    /** The value of this class's pixels in a segmentation: {@code id() + 2}, after ground and backdrop. */
    public byte segmentationId() {
        return (byte) (id + FIRST_SEGMENTATION_ID);
    }

    /** The name in lower case, as in a report: "mushroom". */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
