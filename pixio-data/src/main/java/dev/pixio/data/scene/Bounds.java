package dev.pixio.data.scene;

import java.util.List;

/** The upright box around some parts. */
public record Bounds(Vector low, Vector high, double radius) {

    public static Bounds of(List<Part> parts) {
        Vector low = new Vector(1e9, 1e9, 1e9);
        Vector high = low.times(-1);
        for (Part part : parts) {
            Vector nearest = part.shape().centre().minus(part.shape().extent());
            Vector farthest = part.shape().centre().plus(part.shape().extent());
            low = new Vector(
                    Math.min(low.x(), nearest.x()), Math.min(low.y(), nearest.y()), Math.min(low.z(), nearest.z()));
            high = new Vector(
                    Math.max(high.x(), farthest.x()),
                    Math.max(high.y(), farthest.y()),
                    Math.max(high.z(), farthest.z()));
        }
        return new Bounds(low, high, 0.5 * high.minus(low).length());
    }

    Vector middle() {
        return low.plus(high).times(0.5);
    }

    public double height() {
        return high.y() - low.y();
    }

    /** From corner to corner of the ground that it covers. */
    public double diagonal() {
        double x = high.x() - low.x();
        double z = high.z() - low.z();
        return Math.sqrt(x * x + z * z);
    }

    /** The greater of both horizontal sizes. */
    public double width() {
        return Math.max(high.x() - low.x(), high.z() - low.z());
    }
}
