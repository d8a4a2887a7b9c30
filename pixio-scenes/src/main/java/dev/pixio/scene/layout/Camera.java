package dev.pixio.scene.layout;

import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.Vector3;

/**
 * A pinhole above the ground at (0, height, 0) that looks along z, a little down. A half image is one unit wide and
 * high, with (0, 0) in the image's middle.
 *
 * @param height above the ground, in metres
 * @param focal focal length in half image heights
 * @param forward the optical axis, of length 1
 * @param right what one unit to the right adds to it
 * @param up what one unit upwards adds to it
 */
public record Camera(double height, double focal, Vector3 forward, Vector3 right, Vector3 up) {

    /**
     * A camera that sees a point of the ground at a given height of the image.
     *
     * @param distance of the point along the ground, in metres
     * @param base where on the image it is to appear; below the horizon
     * @param focal focal length in half image heights
     * @param horizon where on the image the horizon is to appear
     * @param roll tangent of the angle by which the camera leans
     */
    public static Camera framing(double distance, double base, double focal, double horizon, double roll) {
        double pitch = horizon / focal;
        double below = base / focal;
        // tan(a - b): the ray to the point is that much lower than the one to the horizon.
        double height = distance * (pitch - below) / (1 + pitch * below);

        double cosine = 1 / Math.sqrt(1 + pitch * pitch);
        double sine = pitch * cosine;
        Vector3 right = new Vector3(1, 0, 0);
        Vector3 up = new Vector3(0, cosine, sine);
        double upright = 1 / (focal * Math.sqrt(1 + roll * roll));
        return new Camera(
                height,
                focal,
                new Vector3(0, -sine, cosine),
                right.plus(up.times(roll)).times(upright),
                up.minus(right.times(roll)).times(upright));
    }

    /** The angle that one pixel sees, in radians, in the middle of an image of that many pixels. */
    public double pixelAngle(int size) {
        return 2 / (focal * size);
    }

    /** Depth along the optical axis of a point on the ground. */
    public double depth(double distance) {
        return distance * forward.z() - height * forward.y();
    }

    /**
     * Sends a ray through a point of the image.
     *
     * @param x to the right, -1 .. 1
     * @param y upwards, -1 .. 1
     */
    public void aim(Ray ray, double x, double y) {
        ray.from(0, height, 0);
        ray.towards(
                forward.x() + x * right.x() + y * up.x(),
                forward.y() + x * right.y() + y * up.y(),
                forward.z() + x * right.z() + y * up.z());
    }
}
