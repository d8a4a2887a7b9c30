package dev.pixio.scene.shape;

/**
 * A torus around an axis parallel to z.
 *
 * @param centre of the torus
 * @param radius from the centre to the middle of the tube
 * @param tube radius of the tube
 */
public record Torus(Vector3 centre, double radius, double tube) implements Shape {

    private static final int STEPS = 64;
    private static final double CLOSE = 5e-4;

    /** Sphere tracing (Hart 1996): the distance to a torus is exact, whereas the roots of its quartic are inaccurate. */
    @Override
    public boolean intersect(Ray ray, RayHit hit) {
        double ox = ray.originX - centre.x();
        double oy = ray.originY - centre.y();
        double oz = ray.originZ - centre.z();
        double dx = ray.directionX;
        double dy = ray.directionY;
        double dz = ray.directionZ;
        double a = dx * dx + dy * dy + dz * dz;
        double b = ox * dx + oy * dy + oz * dz;
        double reach = radius + tube;
        double discriminant = b * b - a * (ox * ox + oy * oy + oz * oz - reach * reach);
        if (discriminant <= 0) {
            return false;
        }
        double root = Math.sqrt(discriminant);
        double t = Math.max(0, (-b - root) / a);
        double leave = Math.min(hit.t, (-b + root) / a);
        double stepScale = 1 / Math.sqrt(a);
        for (int step = 0; step < STEPS && t < leave; step++) {
            double x = ox + t * dx;
            double y = oy + t * dy;
            double z = oz + t * dz;
            double axial = Math.sqrt(x * x + y * y);
            double away = axial - radius;
            double distance = Math.sqrt(away * away + z * z) - tube;
            if (distance < CLOSE) {
                double inward = away / Math.max(axial, 1e-9);
                // A ray that starts on the surface and points outwards does not hit it there.
                boolean entering = (x * dx + y * dy) * inward + z * dz < 0;
                if (entering && hit.accepts(t)) {
                    hit.set(t, x * inward, y * inward, z, 0);
                    return true;
                }
                distance = Math.max(distance, CLOSE);
            }
            t += distance * stepScale;
        }
        return false;
    }

    @Override
    public Vector3 extent() {
        return new Vector3(radius + tube, radius + tube, tube);
    }
}
