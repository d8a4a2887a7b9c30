package dev.pixio.data.scene;

/**
 * A half-line, origin + t * direction. Mutable and reused, since millions are cast. Directions are not normalised: the
 * camera's have depth 1, which makes t the depth, and moving a ray into a body's space leaves t as it was.
 */
final class Ray {

    double originX;
    double originY;
    double originZ;
    double directionX;
    double directionY;
    double directionZ;

    void from(double x, double y, double z) {
        originX = x;
        originY = y;
        originZ = z;
    }

    void towards(double x, double y, double z) {
        directionX = x;
        directionY = y;
        directionZ = z;
    }

    double xAt(double t) {
        return originX + t * directionX;
    }

    double yAt(double t) {
        return originY + t * directionY;
    }

    double zAt(double t) {
        return originZ + t * directionZ;
    }
}
