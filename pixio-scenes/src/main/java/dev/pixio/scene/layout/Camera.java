package dev.pixio.scene.layout;

import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.Vector3;

/**
 * A pinhole camera at (0, height, 0) above the ground, pointing along z and slightly down. Image coordinates are -1 .. 1 to
 * the right and upwards, with (0, 0) in the centre of the image.
 *
 * @param height above the ground, in metres
 * @param focal focal length in half image heights
 * @param forward the optical axis, of length 1
 * @param right change of the ray direction per unit of image x
 * @param up change of the ray direction per unit of image y
 */
public record Camera(double height, double focal, Vector3 forward, Vector3 right, Vector3 up) {

    /**
     * A camera that shows a given point of the ground at a given height of the image.
     *
     * @param distance of the point along the ground, in metres
     * @param base image y of the point; below the horizon
     * @param focal focal length in half image heights
     * @param horizon image y of the horizon
     * @param roll tangent of the roll angle
     */
    public static Camera framing(double distance, double base, double focal, double horizon, double roll) {
        double pitch = horizon / focal;
        double below = base / focal;
        // By tan(a - b), the angle between the rays to the point and to the horizon.
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

    /** The angle that a pixel in the centre of the image covers, in radians, for an image of {@code size x size} pixels. */
    public double pixelAngle(int size) {
        return 2 / (focal * size);
    }

    /** Depth along the optical axis of a point on the ground at a distance along the ground, both in metres. */
    public double depth(double distance) {
        return distance * forward.z() - height * forward.y();
    }

    /**
     * Sets a ray to the one through a point of the image.
     *
     * @param ray is overwritten
     * @param x to the right, -1 .. 1
     * @param y upwards, -1 .. 1
     */
    public void aim(Ray ray, double x, double y) {
        ray.setOrigin(0, height, 0);
        ray.setDirection(
                forward.x() + x * right.x() + y * up.x(),
                forward.y() + x * right.y() + y * up.y(),
                forward.z() + x * right.z() + y * up.z());
    }
}
