package dev.pixio.scene.shape;

/**
 * The nearest intersection of a ray found so far, and the normal there, of any length. Mutable and reused, with public fields,
 * like {@link Ray}. Before the first hit, {@code surface} is the sky.
 */
public final class RayHit {

    public double t;
    public double normalX;
    public double normalY;
    public double normalZ;
    public int face;
    public int surface;

    /** Resets the hit; intersections beyond the limit will not be accepted. */
    public void reset(double limit) {
        t = limit;
        surface = SurfaceId.SKY;
    }

    /** Whether an intersection at this t is in front of the origin and nearer than the hit. */
    public boolean accepts(double candidate) {
        return candidate > 1e-6 && candidate < t;
    }

    /** Replaces the hit, except for its surface. */
    public void set(double nearer, double x, double y, double z, int hitFace) {
        t = nearer;
        normalX = x;
        normalY = y;
        normalZ = z;
        face = hitFace;
    }
}
