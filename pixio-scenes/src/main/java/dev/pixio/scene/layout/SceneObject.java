package dev.pixio.scene.layout;

import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import dev.pixio.scene.shape.SurfaceId;
import dev.pixio.scene.shape.Vector3;
import java.util.List;

/**
 * A model put into the world. A point p of the model's space, which stands on y = 0 and is about 1 tall, is at
 * {@code position + scale * turn(p)}.
 */
public final class SceneObject {

    private final SceneClass label;
    private final ObjectPart[] parts;
    private final Vector3 position;
    private final double scale;
    private final double shrink;
    private final double cosine;
    private final double sine;

    /** A ball around everything, in the world. */
    private final Vector3 centre;

    private final double radius;

    /**
     * Stands a model on its place.
     *
     * @param parts at most 16
     * @param position of the model's origin, in metres
     * @param scale metres per unit of the model's space
     * @param angle by which it is turned around its upright axis, in radians
     */
    public SceneObject(SceneClass label, List<ObjectPart> parts, Vector3 position, double scale, double angle) {
        this.label = label;
        this.parts = parts.toArray(new ObjectPart[0]);
        this.position = position;
        this.scale = scale;
        this.shrink = 1 / scale;
        this.cosine = StrictMath.cos(angle);
        this.sine = StrictMath.sin(angle);
        BoundingBox bounds = BoundingBox.of(parts);
        Vector3 middle = bounds.middle();
        this.centre = position.plus(new Vector3(
                scale * (cosine * middle.x() + sine * middle.z()),
                scale * middle.y(),
                scale * (cosine * middle.z() - sine * middle.x())));
        this.radius = scale * bounds.radius();
    }

    public SceneClass label() {
        return label;
    }

    public Material material(int part) {
        return parts[part].material();
    }

    public Vector3 centre() {
        return centre;
    }

    public double radius() {
        return radius;
    }

    public double scale() {
        return scale;
    }

    /** Whether the straight line of the ray comes near enough to be worth a look. */
    public boolean near(Ray ray) {
        double x = centre.x() - ray.originX;
        double y = centre.y() - ray.originY;
        double z = centre.z() - ray.originZ;
        double dx = ray.directionX;
        double dy = ray.directionY;
        double dz = ray.directionZ;
        double along = x * dx + y * dy + z * dz;
        double away = x * x + y * y + z * z - radius * radius;
        return (along > 0 || away < 0) && along * along >= away * (dx * dx + dy * dy + dz * dz);
    }

    /** Turns a ray of the world into the same ray of the model's space; t stays what it is. */
    public void toModel(Ray world, Ray model) {
        double x = world.originX - position.x();
        double z = world.originZ - position.z();
        double dx = world.directionX;
        double dz = world.directionZ;
        double c = cosine * shrink;
        double s = sine * shrink;
        model.from(c * x - s * z, shrink * (world.originY - position.y()), c * z + s * x);
        model.towards(c * dx - s * dz, shrink * world.directionY, c * dz + s * dx);
    }

    /**
     * Meets the parts with a ray of the model's space.
     *
     * @param index of this body, for the surface's number
     * @return whether one of them is nearer than what the hit holds; the normal is then one of the world
     */
    public boolean intersect(Ray model, RayHit hit, int index) {
        boolean met = false;
        for (int part = 0; part < parts.length; part++) {
            if (parts[part].shape().intersect(model, hit)) {
                met = true;
                hit.surface = SurfaceId.ofBody(index, part, hit.face);
            }
        }
        if (met) {
            double x = hit.normalX;
            hit.normalX = cosine * x + sine * hit.normalZ;
            hit.normalZ = cosine * hit.normalZ - sine * x;
        }
        return met;
    }

    /** Whether any part is in the way of a ray of the model's space. */
    public boolean blocks(Ray model, RayHit scratch) {
        scratch.reset(Double.MAX_VALUE);
        for (int part = 0; part < parts.length; part++) {
            if (parts[part].shape().intersect(model, scratch)) {
                return true;
            }
        }
        return false;
    }
}
