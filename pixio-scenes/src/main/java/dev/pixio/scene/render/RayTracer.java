package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.layout.SceneObject;
import dev.pixio.scene.layout.Wall;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import dev.pixio.scene.shape.SurfaceId;

/** Intersects rays with a scene. Has buffers, so it is not thread-safe. */
final class RayTracer {

    private final SceneLayout layout;
    private final SceneObject[] objects;
    private final Ray model = new Ray();
    private final RayHit blocked = new RayHit();

    RayTracer(SceneLayout layout) {
        this.layout = layout;
        this.objects = layout.objects().toArray(new SceneObject[0]);
    }

    /** Fills the hit with the nearest surface; its t is at most {@link RenderedScene#FAR}. */
    void trace(Ray ray, RayHit hit) {
        hit.reset(RenderedScene.FAR);
        ground(ray, hit);
        if (layout.background() instanceof Wall wall) {
            wall(ray, wall, hit);
        }
        for (int object = 0; object < objects.length; object++) {
            if (objects[object].mayHit(ray)) {
                objects[object].toModel(ray, model);
                objects[object].intersect(model, hit, object);
            }
        }
    }

    /** Whether an object intersects a ray to the light. */
    boolean isShadowed(Ray ray) {
        for (int object = 0; object < objects.length; object++) {
            if (objects[object].mayHit(ray)) {
                objects[object].toModel(ray, model);
                if (objects[object].blocks(model, blocked)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The ground extends to the horizon, beyond the largest depth. */
    private static void ground(Ray ray, RayHit hit) {
        if (ray.directionY < 0) {
            hit.set(Math.min(hit.t, -ray.originY / ray.directionY), 0, 1, 0, 0);
            hit.surface = SurfaceId.GROUND;
        }
    }

    private static void wall(Ray ray, Wall wall, RayHit hit) {
        double t = wall.intersect(ray);
        if (hit.accepts(t)) {
            hit.set(t, -wall.slant(), 0, -1, 0);
            hit.surface = SurfaceId.WALL;
        }
    }
}
