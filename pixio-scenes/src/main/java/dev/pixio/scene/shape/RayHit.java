package dev.pixio.scene.shape;

/**
 * The nearest thing that a ray has met so far, and the normal there, of any length. Mutable and reused, with public fields, as
 * rays are. Before anything is met, {@code surface} is the sky.
 */
public final class RayHit {

    public double t;
    public double normalX;
    public double normalY;
    public double normalZ;
    public int face;
    public int surface;

    /** Forgets what was met; nothing beyond the limit will count. */
    public void reset(double limit) {
        t = limit;
        surface = SurfaceId.SKY;
    }

    /** Whether something at this t would be the nearest. */
    public boolean accepts(double candidate) {
        return candidate > 1e-6 && candidate < t;
    }

    public void set(double nearer, double x, double y, double z, int hitFace) {
        t = nearer;
        normalX = x;
        normalY = y;
        normalZ = z;
        face = hitFace;
    }
}
