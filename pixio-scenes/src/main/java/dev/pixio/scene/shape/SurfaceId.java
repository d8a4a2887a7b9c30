package dev.pixio.scene.shape;

/**
 * What a pixel shows, packed into an int: sky, ground, wall, or a face of a part of a body. Two pixels of one smooth
 * surface have the same number, and an edge is where the number changes.
 */
public final class SurfaceId {

    public static final int SKY = 0;
    public static final int GROUND = 1;
    public static final int WALL = 2;

    private SurfaceId() {}

    public static int ofBody(int body, int part, int face) {
        return (body + 1) << 8 | part << 4 | face;
    }

    public static boolean isBody(int surface) {
        return surface >= 1 << 8;
    }

    public static int body(int surface) {
        return (surface >> 8) - 1;
    }

    public static int part(int surface) {
        return (surface >> 4) & 15;
    }
}
