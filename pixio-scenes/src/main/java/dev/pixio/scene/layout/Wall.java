package dev.pixio.scene.layout;

import dev.pixio.scene.material.Colour;
import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.Ray;

/**
 * A plane wall without end.
 *
 * @param distance at which the wall stands behind the camera's foot point, in metres along z
 * @param slant how much nearer it comes per metre to the right
 */
public record Wall(double distance, double slant, Material material, Colour haze) implements Background {

    @Override
    public double clearness() {
        return 40;
    }

    /** Where a ray meets the wall; negative or infinite if it does not. */
    public double meet(Ray ray) {
        return before(ray.originX, ray.originZ) / (ray.directionZ + slant * ray.directionX);
    }

    /** How far a place is in front of the wall, along z. */
    public double before(double x, double z) {
        return distance - z - slant * x;
    }
}
