package dev.pixio.data.scene;

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

    private final int id;

    SceneClass(int id) {
        this.id = id;
    }

    /** The class number for classifiers, 0 .. 9. */
    public int id() {
        return id;
    }

    /** The value of this class's pixels in {@link Scene#segmentation}: {@code id() + 2}, after ground and backdrop. */
    public byte segmentationId() {
        return (byte) (id + Scene.FIRST_OBJECT);
    }

    /** The name in lower case, as in a report: "mushroom". */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
