package dev.pixio.scene.shape;

/**
 * A cylinder with a round hollow, open above, around the y axis, standing on y = 0.
 *
 * @param radius of the outside
 * @param height y of the rim
 * @param inner radius of the hollow
 * @param bottom y of the hollow's floor
 */
public record Cup(double radius, double height, double inner, double bottom) implements Shape {

    private static final int OUTSIDE = 0;
    private static final int RIM = 1;
    private static final int INSIDE = 2;
    private static final int FLOOR = 3;

    @Override
    public boolean intersect(Ray ray, RayHit hit) {
        double rim = (height - ray.originY) / ray.directionY;
        double x = ray.xAt(rim);
        double z = ray.zAt(rim);
        double fromAxis = x * x + z * z;
        boolean met = false;
        if (ray.directionY < 0 && rim > 0 && fromAxis < radius * radius) {
            met = fromAxis < inner * inner ? hollow(ray, hit) : plane(rim, RIM, hit);
        }
        met |= outside(ray, hit);
        met |= inside(ray, hit);
        return met;
    }

    private boolean outside(Ray ray, RayHit hit) {
        return wall(ray, radius, -1, hit);
    }

    /** For shadow rays that start in the hollow. */
    private boolean inside(Ray ray, RayHit hit) {
        double fromAxis = ray.originX * ray.originX + ray.originZ * ray.originZ;
        boolean starts = ray.originY > bottom && ray.originY < height && fromAxis < inner * inner;
        return starts && wall(ray, inner, 1, hit);
    }

    private boolean hollow(Ray ray, RayHit hit) {
        double floor = (bottom - ray.originY) / ray.directionY;
        double x = ray.xAt(floor);
        double z = ray.zAt(floor);
        return x * x + z * z < inner * inner ? plane(floor, FLOOR, hit) : wall(ray, inner, 1, hit);
    }

    private static boolean plane(double t, int face, RayHit hit) {
        if (!hit.accepts(t)) {
            return false;
        }
        hit.set(t, 0, 1, 0, face);
        return true;
    }

    /** Intersection where the ray enters (side -1) or leaves (side 1) a cylinder between y = 0 and the rim. */
    private boolean wall(Ray ray, double r, int side, RayHit hit) {
        double a = ray.directionX * ray.directionX + ray.directionZ * ray.directionZ;
        double b = ray.originX * ray.directionX + ray.originZ * ray.directionZ;
        double discriminant = b * b - a * (ray.originX * ray.originX + ray.originZ * ray.originZ - r * r);
        if (discriminant <= 0) {
            return false;
        }
        double t = (-b + side * Math.sqrt(discriminant)) / a;
        double y = ray.yAt(t);
        if (y < 0 || y > height || !hit.accepts(t)) {
            return false;
        }
        hit.set(t, -side * ray.xAt(t), 0, -side * ray.zAt(t), side < 0 ? OUTSIDE : INSIDE);
        return true;
    }

    @Override
    public Vector3 centre() {
        return new Vector3(0, 0.5 * height, 0);
    }

    @Override
    public Vector3 extent() {
        return new Vector3(radius, 0.5 * height, radius);
    }
}
