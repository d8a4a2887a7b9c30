package dev.pixio.scene.layout;

import dev.pixio.scene.shape.Vector3;
import java.util.List;

/**
 * The axis-aligned bounding box of the parts of an object, in model units.
 *
 * @param low smallest coordinates
 * @param high largest coordinates
 * @param radius half the diagonal of the box
 */
public record BoundingBox(Vector3 low, Vector3 high, double radius) {

    /** The bounding box of parts. */
    public static BoundingBox of(List<ObjectPart> parts) {
        Vector3 low = new Vector3(1e9, 1e9, 1e9);
        Vector3 high = low.times(-1);
        for (ObjectPart part : parts) {
            Vector3 nearest = part.shape().centre().minus(part.shape().extent());
            Vector3 farthest = part.shape().centre().plus(part.shape().extent());
            low = new Vector3(
                    Math.min(low.x(), nearest.x()), Math.min(low.y(), nearest.y()), Math.min(low.z(), nearest.z()));
            high = new Vector3(
                    Math.max(high.x(), farthest.x()),
                    Math.max(high.y(), farthest.y()),
                    Math.max(high.z(), farthest.z()));
        }
        return new BoundingBox(low, high, 0.5 * high.minus(low).length());
    }

    Vector3 middle() {
        return low.plus(high).times(0.5);
    }

    /** Size along y. */
    public double height() {
        return high.y() - low.y();
    }

    /** Diagonal of its ground area. */
    public double diagonal() {
        double x = high.x() - low.x();
        double z = high.z() - low.z();
        return Math.sqrt(x * x + z * z);
    }

    /** The larger of the sizes along x and z. */
    public double width() {
        return Math.max(high.x() - low.x(), high.z() - low.z());
    }
}
