package dev.pixio.scene.shape;

/**
 * Identifies the surface at a pixel, packed into an int: sky, ground, wall, or a face of a part of an object. Pixels of one
 * smooth surface have the same id; edges are where it changes.
 */
public final class SurfaceId {

    /** The sky. */
    public static final int SKY = 0;
    /** The ground. */
    public static final int GROUND = 1;
    /** The wall. */
    public static final int WALL = 2;

    private SurfaceId() {}

    /** The id of a face: at most 16 parts of at most 16 faces. */
    public static int ofObject(int object, int part, int face) {
        return (object + 1) << 8 | part << 4 | face;
    }

    /** Whether the surface belongs to an object. */
    public static boolean isObject(int surface) {
        return surface >= 1 << 8;
    }

    /** The index of the object. */
    public static int object(int surface) {
        return (surface >> 8) - 1;
    }

    /** The index of the part in its object. */
    public static int part(int surface) {
        return (surface >> 4) & 15;
    }
}
