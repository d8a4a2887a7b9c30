package dev.pixio.scene.shape;

/**
 * A ray, origin + t * direction. Mutable and reused, because an image needs millions, with public fields for the inner loops
 * of shapes and renderer. Directions are not normalised: camera rays have depth 1, so that t is the depth, and t is the same
 * in scene and model coordinates.
 */
public final class Ray {

    public double originX;
    public double originY;
    public double originZ;
    public double directionX;
    public double directionY;
    public double directionZ;

    /** Sets the origin. */
    public void setOrigin(double x, double y, double z) {
        originX = x;
        originY = y;
        originZ = z;
    }

    /** Sets the direction, of any length. */
    public void setDirection(double x, double y, double z) {
        directionX = x;
        directionY = y;
        directionZ = z;
    }

    /** The x coordinate at t. */
    public double xAt(double t) {
        return originX + t * directionX;
    }

    /** The y coordinate at t. */
    public double yAt(double t) {
        return originY + t * directionY;
    }

    /** The z coordinate at t. */
    public double zAt(double t) {
        return originZ + t * directionZ;
    }
}
