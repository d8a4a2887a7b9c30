package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.layout.SceneObject;
import dev.pixio.scene.layout.Wall;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import dev.pixio.scene.shape.SurfaceId;

/** Finds what a ray meets on a stage. Holds scratch space, so each drawing has its own. */
final class RayTracer {

    private final SceneLayout stage;
    private final SceneObject[] bodies;
    private final Ray model = new Ray();
    private final RayHit blocked = new RayHit();

    RayTracer(SceneLayout stage) {
        this.stage = stage;
        this.bodies = stage.bodies().toArray(new SceneObject[0]);
    }

    /** Fills the hit with the nearest surface; its t is at most {@link RenderedScene#FAR}. */
    void trace(Ray ray, RayHit hit) {
        hit.reset(RenderedScene.FAR);
        ground(ray, hit);
        if (stage.backdrop() instanceof Wall wall) {
            wall(ray, wall, hit);
        }
        for (int body = 0; body < bodies.length; body++) {
            if (bodies[body].near(ray)) {
                bodies[body].toModel(ray, model);
                bodies[body].intersect(model, hit, body);
            }
        }
    }

    /** Whether a body is in the way of light that comes along the ray. */
    boolean shadowed(Ray ray) {
        for (int body = 0; body < bodies.length; body++) {
            if (bodies[body].near(ray)) {
                bodies[body].toModel(ray, model);
                if (bodies[body].blocks(model, blocked)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The ground goes on beyond what depth can say, up to the horizon. */
    private static void ground(Ray ray, RayHit hit) {
        if (ray.directionY < 0) {
            hit.set(Math.min(hit.t, -ray.originY / ray.directionY), 0, 1, 0, 0);
            hit.surface = SurfaceId.GROUND;
        }
    }

    private static void wall(Ray ray, Wall wall, RayHit hit) {
        double t = wall.meet(ray);
        if (hit.accepts(t)) {
            hit.set(t, -wall.slant(), 0, -1, 0);
            hit.surface = SurfaceId.WALL;
        }
    }
}
