package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;
import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.Ray;

/**
 * An infinite plane wall.
 *
 * @param distance of the wall from the origin along z, in metres
 * @param slant by how much the distance decreases per metre to the right
 * @param material of the wall
 * @param haze see {@link Background#haze}
 */
public record Wall(double distance, double slant, Material material, Colour haze) implements Background {

    @Override
    public double clearness() {
        return 40;
    }

    /** The t at which a ray intersects the wall; negative or infinite if it does not. */
    public double intersect(Ray ray) {
        return distanceInFront(ray.originX, ray.originZ) / (ray.directionZ + slant * ray.directionX);
    }

    /** Distance of a point in front of the wall along z, in metres. */
    public double distanceInFront(double x, double z) {
        return distance - z - slant * x;
    }
}
