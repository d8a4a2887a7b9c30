package dev.pixio.scene.shape;

/**
 * A half-line, origin + t * direction. Mutable and reused, since millions are cast, with public fields for the inner loops of
 * shapes and renderer. Directions are not normalised: the camera's have depth 1, which makes t the depth, and moving a ray
 * into a body's space leaves t as it was.
 */
public final class Ray {

    public double originX;
    public double originY;
    public double originZ;
    public double directionX;
    public double directionY;
    public double directionZ;

    public void from(double x, double y, double z) {
        originX = x;
        originY = y;
        originZ = z;
    }

    public void towards(double x, double y, double z) {
        directionX = x;
        directionY = y;
        directionZ = z;
    }

    public double xAt(double t) {
        return originX + t * directionX;
    }

    public double yAt(double t) {
        return originY + t * directionY;
    }

    public double zAt(double t) {
        return originZ + t * directionZ;
    }
}
