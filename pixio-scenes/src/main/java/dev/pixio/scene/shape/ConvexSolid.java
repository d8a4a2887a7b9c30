package dev.pixio.scene.shape;

import java.util.List;

/**
 * The intersection of half-spaces: boxes, pyramids, roofs.
 *
 * @param centre of its bounding box
 * @param extent half the size of its bounding box
 * @param planes its faces
 */
public record ConvexSolid(Vector3 centre, Vector3 extent, List<Plane> planes) implements Shape {

    /** An outward normal of any length, and the distance of the plane from the centre in units of that length. */
    private record Plane(double x, double y, double z, double distance) {}

    /** A box of the given half sizes. */
    public static ConvexSolid box(Vector3 centre, Vector3 half) {
        return new ConvexSolid(
                centre,
                half,
                List.of(
                        new Plane(1, 0, 0, half.x()),
                        new Plane(-1, 0, 0, half.x()),
                        new Plane(0, 1, 0, half.y()),
                        new Plane(0, -1, 0, half.y()),
                        new Plane(0, 0, 1, half.z()),
                        new Plane(0, 0, -1, half.z())));
    }

    /** A pyramid over a square of the given half width, standing on y = 0. */
    public static ConvexSolid pyramid(double half, double height) {
        double slope = half / height;
        double side = 0.5 * half; // at half the height, where the centre is, it is half as wide
        return new ConvexSolid(
                new Vector3(0, 0.5 * height, 0),
                new Vector3(half, 0.5 * height, half),
                List.of(
                        new Plane(1, slope, 0, side),
                        new Plane(-1, slope, 0, side),
                        new Plane(0, slope, 1, side),
                        new Plane(0, slope, -1, side),
                        new Plane(0, -1, 0, 0.5 * height)));
    }

    /** A gable roof whose ridge runs along z. */
    public static ConvexSolid roof(double bottom, double halfWidth, double height, double halfLength) {
        double slope = halfWidth / height;
        double side = 0.5 * halfWidth;
        return new ConvexSolid(
                new Vector3(0, bottom + 0.5 * height, 0),
                new Vector3(halfWidth, 0.5 * height, halfLength),
                List.of(
                        new Plane(1, slope, 0, side),
                        new Plane(-1, slope, 0, side),
                        new Plane(0, 0, 1, halfLength),
                        new Plane(0, 0, -1, halfLength),
                        new Plane(0, -1, 0, 0.5 * height)));
    }

    /** The ray hits the solid at the last plane that it enters, unless it leaves another one before. */
    @Override
    public boolean intersect(Ray ray, RayHit hit) {
        double x = ray.originX - centre.x();
        double y = ray.originY - centre.y();
        double z = ray.originZ - centre.z();
        double enter = 0;
        double leave = hit.t;
        int face = -1;
        for (int i = 0; i < planes.size(); i++) {
            Plane plane = planes.get(i);
            double away = plane.distance - (plane.x * x + plane.y * y + plane.z * z);
            double speed = plane.x * ray.directionX + plane.y * ray.directionY + plane.z * ray.directionZ;
            double t = away / speed;
            if (speed < 0 && t > enter) {
                enter = t;
                face = i;
            } else if (speed > 0) {
                leave = Math.min(leave, t);
            }
            if (enter >= leave || (speed == 0 && away < 0)) {
                return false;
            }
        }
        if (face < 0 || !hit.accepts(enter)) {
            return false;
        }
        Plane met = planes.get(face);
        hit.set(enter, met.x, met.y, met.z, face);
        return true;
    }
}
