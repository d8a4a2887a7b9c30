package dev.pixio.scene.layout;

import dev.pixio.scene.material.Material;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import dev.pixio.scene.shape.SurfaceId;
import dev.pixio.scene.shape.Vector3;
import java.util.List;

/**
 * An object with a position, scale and rotation in the scene. Its parts are in model coordinates: it stands on y = 0 and is
 * about 1 high. A point p of the model has the scene coordinates {@code position + scale * rotate(p)}.
 */
public final class SceneObject {

    private final SceneClass label;
    private final ObjectPart[] parts;
    private final Vector3 position;
    private final double scale;
    private final double inverseScale;
    private final double cosine;
    private final double sine;

    /** The bounding sphere, in scene coordinates. */
    private final Vector3 centre;

    private final double radius;

    /**
     * Creates an object.
     *
     * @param label its class
     * @param parts at most 16
     * @param position of the model's origin, in metres
     * @param scale metres per model unit
     * @param angle of the rotation around the y axis, in radians
     */
    public SceneObject(SceneClass label, List<ObjectPart> parts, Vector3 position, double scale, double angle) {
        this.label = label;
        this.parts = parts.toArray(new ObjectPart[0]);
        this.position = position;
        this.scale = scale;
        this.inverseScale = 1 / scale;
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

    /** The class of the object. */
    public SceneClass label() {
        return label;
    }

    /** The material of a part. */
    public Material material(int part) {
        return parts[part].material();
    }

    /** Centre of the bounding sphere, in metres. */
    public Vector3 centre() {
        return centre;
    }

    /** Radius of the bounding sphere, in metres. */
    public double radius() {
        return radius;
    }

    /** Metres per model unit. */
    public double scale() {
        return scale;
    }

    /** Whether a ray hits the bounding sphere. */
    public boolean mayHit(Ray ray) {
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

    /** Converts a ray from scene to model coordinates; t is the same in both. */
    public void toModel(Ray scene, Ray model) {
        double x = scene.originX - position.x();
        double z = scene.originZ - position.z();
        double dx = scene.directionX;
        double dz = scene.directionZ;
        double c = cosine * inverseScale;
        double s = sine * inverseScale;
        model.setOrigin(c * x - s * z, inverseScale * (scene.originY - position.y()), c * z + s * x);
        model.setDirection(c * dx - s * dz, inverseScale * scene.directionY, c * dz + s * dx);
    }

    /**
     * Intersects the parts with a ray in model coordinates.
     *
     * @param hit updated if a part is nearer; its normal is then in scene coordinates
     * @param index of this object, for the surface id
     * @return whether a part is nearer than the previous hit
     */
    public boolean intersect(Ray model, RayHit hit, int index) {
        boolean met = false;
        for (int part = 0; part < parts.length; part++) {
            if (parts[part].shape().intersect(model, hit)) {
                met = true;
                hit.surface = SurfaceId.ofObject(index, part, hit.face);
            }
        }
        if (met) {
            double x = hit.normalX;
            hit.normalX = cosine * x + sine * hit.normalZ;
            hit.normalZ = cosine * hit.normalZ - sine * x;
        }
        return met;
    }

    /** Whether any part intersects a ray in model coordinates. */
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
