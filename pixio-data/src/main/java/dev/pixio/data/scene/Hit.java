package dev.pixio.data.scene;

/** The nearest thing that a ray has met so far, and the normal there, of any length. Mutable and reused, as rays are. */
final class Hit {

    double t;
    double normalX;
    double normalY;
    double normalZ;
    int face;
    int surface;

    /** Forgets what was met; nothing beyond the limit will count. */
    void reset(double limit) {
        t = limit;
        surface = Surface.SKY;
    }

    /** Whether something at this t would be the nearest. */
    boolean accepts(double candidate) {
        return candidate > 1e-6 && candidate < t;
    }

    void set(double nearer, double x, double y, double z, int hitFace) {
        t = nearer;
        normalX = x;
        normalY = y;
        normalZ = z;
        face = hitFace;
    }
}
