package dev.pixio.scene.shape;

/**
 * A closed cylinder, cone or truncated cone around a vertical axis through (x, z).
 *
 * @param x of the axis
 * @param z of the axis
 * @param bottom y of the lower end
 * @param bottomRadius greater than 0
 * @param top y of the upper end
 * @param topRadius 0 for a cone
 */
public record Frustum(double x, double z, double bottom, double bottomRadius, double top, double topRadius)
        implements Shape {

    private static final int SIDE = 0;
    private static final int TOP = 1;
    private static final int BOTTOM = 2;

    @Override
    public boolean intersect(Ray ray, RayHit hit) {
        // The side is (x^2 + z^2) = (r + k y)^2, a quadratic in t.
        double k = (topRadius - bottomRadius) / (top - bottom);
        double ox = ray.originX - x;
        double oz = ray.originZ - z;
        double r = bottomRadius + k * (ray.originY - bottom);
        double kd = k * ray.directionY;
        double a = ray.directionX * ray.directionX + ray.directionZ * ray.directionZ - kd * kd;
        double b = ox * ray.directionX + oz * ray.directionZ - r * kd;
        double discriminant = b * b - a * (ox * ox + oz * oz - r * r);
        boolean met = false;
        if (discriminant > 0) {
            double root = Math.sqrt(discriminant);
            met = side(ray, (-b - root) / a, k, hit);
            met |= side(ray, (-b + root) / a, k, hit);
        }
        met |= cap(ray, top, topRadius, 1, TOP, hit);
        met |= cap(ray, bottom, bottomRadius, -1, BOTTOM, hit);
        return met;
    }

    private boolean side(Ray ray, double t, double k, RayHit hit) {
        double y = ray.yAt(t);
        if (y < bottom || y > top || !hit.accepts(t)) {
            return false;
        }
        double radius = bottomRadius + k * (y - bottom);
        hit.set(t, ray.xAt(t) - x, -k * radius, ray.zAt(t) - z, SIDE);
        return true;
    }

    private boolean cap(Ray ray, double y, double radius, int up, int face, RayHit hit) {
        double t = (y - ray.originY) / ray.directionY;
        if (!hit.accepts(t)) {
            return false;
        }
        double px = ray.xAt(t) - x;
        double pz = ray.zAt(t) - z;
        if (px * px + pz * pz > radius * radius) {
            return false;
        }
        hit.set(t, 0, up, 0, face);
        return true;
    }

    @Override
    public Vector3 centre() {
        return new Vector3(x, 0.5 * (bottom + top), z);
    }

    @Override
    public Vector3 extent() {
        double radius = Math.max(bottomRadius, topRadius);
        return new Vector3(radius, 0.5 * (top - bottom), radius);
    }
}
