package dev.pixio.data.scene;

/** Finds what a ray meets on a stage. Holds scratch space, so each drawing has its own. */
final class Tracer {

    private final Stage stage;
    private final Body[] bodies;
    private final Ray model = new Ray();
    private final Hit blocked = new Hit();

    Tracer(Stage stage) {
        this.stage = stage;
        this.bodies = stage.bodies().toArray(new Body[0]);
    }

    /** Fills the hit with the nearest surface; its t is at most {@link Scene#FAR}. */
    void trace(Ray ray, Hit hit) {
        hit.reset(Scene.FAR);
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
    private static void ground(Ray ray, Hit hit) {
        if (ray.directionY < 0) {
            hit.set(Math.min(hit.t, -ray.originY / ray.directionY), 0, 1, 0, 0);
            hit.surface = Surface.GROUND;
        }
    }

    private static void wall(Ray ray, Wall wall, Hit hit) {
        double t = wall.meet(ray);
        if (hit.accepts(t)) {
            hit.set(t, -wall.slant(), 0, -1, 0);
            hit.surface = Surface.WALL;
        }
    }
}
