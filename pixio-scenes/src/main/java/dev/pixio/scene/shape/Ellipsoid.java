package dev.pixio.scene.shape;

/**
 * An ellipsoid, cut by a horizontal plane.
 *
 * @param middle its centre before the cut
 * @param radii along x, y and z
 * @param floor y of the plane; the part below is removed
 */
public record Ellipsoid(Vector3 middle, Vector3 radii, double floor) implements Shape {

    private static final int ROUND = 0;
    private static final int CUT = 1;

    /** An ellipsoid without a cut. */
    public static Ellipsoid whole(Vector3 middle, Vector3 radii) {
        return new Ellipsoid(middle, radii, middle.y() - radii.y());
    }

    @Override
    public boolean intersect(Ray ray, RayHit hit) {
        double ox = (ray.originX - middle.x()) / radii.x();
        double oy = (ray.originY - middle.y()) / radii.y();
        double oz = (ray.originZ - middle.z()) / radii.z();
        double dx = ray.directionX / radii.x();
        double dy = ray.directionY / radii.y();
        double dz = ray.directionZ / radii.z();
        double a = dx * dx + dy * dy + dz * dz;
        double b = ox * dx + oy * dy + oz * dz;
        double discriminant = b * b - a * (ox * ox + oy * oy + oz * oz - 1);
        if (discriminant <= 0) {
            return false;
        }
        double root = Math.sqrt(discriminant);
        double near = (-b - root) / a;
        if (ray.yAt(near) >= floor) {
            return hit.accepts(near) && round(ray, near, hit);
        }
        double cut = (floor - ray.originY) / ray.directionY;
        if (cut > near && cut < (-b + root) / a && hit.accepts(cut)) {
            hit.set(cut, 0, -1, 0, CUT);
            return true;
        }
        return false;
    }

    private boolean round(Ray ray, double t, RayHit hit) {
        hit.set(
                t,
                (ray.xAt(t) - middle.x()) / (radii.x() * radii.x()),
                (ray.yAt(t) - middle.y()) / (radii.y() * radii.y()),
                (ray.zAt(t) - middle.z()) / (radii.z() * radii.z()),
                ROUND);
        return true;
    }

    @Override
    public Vector3 centre() {
        return new Vector3(middle.x(), 0.5 * (middle.y() + radii.y() + floor), middle.z());
    }

    @Override
    public Vector3 extent() {
        return new Vector3(radii.x(), 0.5 * (middle.y() + radii.y() - floor), radii.z());
    }
}
