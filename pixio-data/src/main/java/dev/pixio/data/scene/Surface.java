package dev.pixio.data.scene;

/**
 * What a pixel shows, packed into an int: sky, ground, wall, or a face of a part of a body. Two pixels of one smooth
 * surface have the same number, and an edge is where the number changes.
 */
final class Surface {

    static final int SKY = 0;
    static final int GROUND = 1;
    static final int WALL = 2;

    private Surface() {}

    static int ofBody(int body, int part, int face) {
        return (body + 1) << 8 | part << 4 | face;
    }

    static boolean isBody(int surface) {
        return surface >= 1 << 8;
    }

    static int body(int surface) {
        return (surface >> 8) - 1;
    }

    static int part(int surface) {
        return (surface >> 4) & 15;
    }
}
