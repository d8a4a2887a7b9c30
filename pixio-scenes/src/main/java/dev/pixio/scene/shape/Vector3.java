package dev.pixio.scene.shape;

/**
 * A point or direction, in metres or model units.
 *
 * @param x to the right
 * @param y upwards
 * @param z away from the camera
 */
public record Vector3(double x, double y, double z) {

    /** The sum. */
    public Vector3 plus(Vector3 other) {
        return new Vector3(x + other.x, y + other.y, z + other.z);
    }

    /** The difference. */
    public Vector3 minus(Vector3 other) {
        return new Vector3(x - other.x, y - other.y, z - other.z);
    }

    /** The vector, scaled. */
    public Vector3 times(double factor) {
        return new Vector3(x * factor, y * factor, z * factor);
    }

    double dot(Vector3 other) {
        return x * other.x + y * other.y + z * other.z;
    }

    /** The Euclidean length. */
    public double length() {
        return Math.sqrt(dot(this));
    }

    /** A vector of length 1 in the same direction. */
    public Vector3 normalized() {
        return times(1 / length());
    }
}
