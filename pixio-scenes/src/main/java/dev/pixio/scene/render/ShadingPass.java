package dev.pixio.scene.render;

import dev.pixio.scene.layout.Lighting;
import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.layout.SceneObject;
import dev.pixio.scene.layout.Sky;
import dev.pixio.scene.layout.Wall;
import dev.pixio.scene.material.Colour;
import dev.pixio.scene.material.Material;
import dev.pixio.scene.material.ShapingFunctions;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.SurfaceId;
import dev.pixio.scene.shape.Vector3;

/** Gives each pixel its colour: Lambert's law, a Blinn highlight, light from all around, and haze. */
final class ShadingPass {

    private final SceneLayout stage;
    private final PixelBuffers pixels;
    private final SceneObject[] bodies;
    private final Ray view = new Ray();
    private final Ray model = new Ray();
    private final double pixelAngle;

    ShadingPass(SceneLayout stage, PixelBuffers pixels) {
        this.stage = stage;
        this.pixels = pixels;
        this.bodies = stage.bodies().toArray(new SceneObject[0]);
        this.pixelAngle = stage.camera().pixelAngle(pixels.size);
    }

    /** Fills {@link PixelBuffers#colour}. */
    void paint() {
        for (int row = 0, pixel = 0; row < pixels.size; row++) {
            for (int column = 0; column < pixels.size; column++, pixel++) {
                stage.camera().aim(view, pixels.across(column), pixels.upwards(row));
                Colour colour = colour(pixel);
                pixels.colour[3 * pixel] = (float) colour.red();
                pixels.colour[3 * pixel + 1] = (float) colour.green();
                pixels.colour[3 * pixel + 2] = (float) colour.blue();
            }
        }
    }

    private Colour colour(int pixel) {
        if (pixels.surface[pixel] == SurfaceId.SKY) {
            return stage.backdrop() instanceof Sky sky
                    ? sky.seen(view, stage.sun(), pixelAngle)
                    : stage.backdrop().haze();
        }
        double depth = pixels.depth[pixel];
        double far = depth / stage.backdrop().clearness();
        double haze = Math.max(
                1 - 1 / (1 + far * far), ShapingFunctions.step(0.4 * RenderedScene.FAR, RenderedScene.FAR, depth));
        return haze < 1
                ? lit(pixel, depth).mix(stage.backdrop().haze(), haze)
                : stage.backdrop().haze();
    }

    private Colour lit(int pixel, double depth) {
        double nx = pixels.normal[3 * pixel];
        double ny = pixels.normal[3 * pixel + 1];
        double nz = pixels.normal[3 * pixel + 2];
        double dx = view.directionX;
        double dy = view.directionY;
        double dz = view.directionZ;
        double distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
        double facing = Math.max(0.02, -(nx * dx + ny * dy + nz * dz) / distance);
        // A pixel sees more of a surface at a slant; the root is the mean of both its directions.
        double width = pixelAngle * depth / Math.sqrt(facing);

        Lighting sun = stage.sun();
        Vector3 lamp = sun.direction();
        double lambert = Math.max(0, nx * lamp.x() + ny * lamp.y() + nz * lamp.z()) * pixels.lit[pixel];
        Colour around = sun.below().mix(sun.above(), 0.5 + 0.5 * ny).times(open(pixel, depth, ny));
        Colour light = around.plus(sun.colour().times(lambert));
        Material material = material(pixels.surface[pixel]);
        Colour diffuse = albedo(material, pixels.surface[pixel], depth, width).times(light);
        if (material.gloss() == 0) {
            return diffuse;
        }
        double mirrored = highlight(nx, ny, nz, distance) * pixels.lit[pixel] * Math.min(1, 8 * lambert);
        double grazing = (1 - facing) * (1 - facing);
        Colour shine = sun.colour().times(0.55 * mirrored).plus(around.times(0.35 * grazing * grazing));
        return diffuse.plus(shine.times(material.gloss()));
    }

    /** Blinn's power of 64 for the half vector, by squaring. */
    private double highlight(double nx, double ny, double nz, double distance) {
        Vector3 lamp = stage.sun().direction();
        double hx = lamp.x() - view.directionX / distance;
        double hy = lamp.y() - view.directionY / distance;
        double hz = lamp.z() - view.directionZ / distance;
        double cosine = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
        double power = Math.max(0, cosine);
        for (int doubling = 0; doubling < 6; doubling++) {
            power *= power;
        }
        return power;
    }

    private Material material(int surface) {
        if (SurfaceId.isBody(surface)) {
            return bodies[SurfaceId.body(surface)].material(SurfaceId.part(surface));
        }
        return surface == SurfaceId.WALL && stage.backdrop() instanceof Wall wall ? wall.material() : stage.ground();
    }

    private Colour albedo(Material material, int surface, double depth, double width) {
        if (surface == SurfaceId.GROUND) {
            return material.albedo(view.xAt(depth), view.zAt(depth), 0, width);
        }
        if (surface == SurfaceId.WALL) {
            return material.albedo(view.xAt(depth), view.yAt(depth), 0, width);
        }
        SceneObject body = bodies[SurfaceId.body(surface)];
        body.toModel(view, model);
        return material.albedo(model.xAt(depth), model.yAt(depth), model.zAt(depth), width / body.scale());
    }

    /** How much of the surroundings a point sees past bodies, ground and wall: the soft shade where things touch. */
    private double open(int pixel, double depth, double ny) {
        double x = view.xAt(depth);
        double y = view.yAt(depth);
        double z = view.zAt(depth);
        double open = 1;
        int own = pixels.surface[pixel];
        for (int body = 0; body < bodies.length; body++) {
            if (!SurfaceId.isBody(own) || SurfaceId.body(own) != body) {
                open *= 1 - hidden(bodies[body], pixel, x, y, z);
            }
        }
        if (own != SurfaceId.GROUND) {
            open *= 1 - 0.3 * (1 - Math.max(0, ny)) / (1 + 9 * y * y);
        }
        if (stage.backdrop() instanceof Wall wall && own != SurfaceId.WALL) {
            double before = wall.before(x, z);
            open *= 1 - 0.35 / (1 + 3 * before * before);
        }
        return open;
    }

    /** The part of the half sphere over a surface that a ball covers. */
    private double hidden(SceneObject body, int pixel, double x, double y, double z) {
        double toX = body.centre().x() - x;
        double toY = body.centre().y() - y;
        double toZ = body.centre().z() - z;
        double radius = 0.7 * body.radius(); // the ball around a body is larger than the body
        double up = pixels.normal[3 * pixel] * toX
                + pixels.normal[3 * pixel + 1] * toY
                + pixels.normal[3 * pixel + 2] * toZ;
        if (up <= 0) {
            return 0;
        }
        double square = toX * toX + toY * toY + toZ * toZ;
        // One power of the distance more than a ball has: shade that stays near, as under a body with a flat foot.
        return 0.9 * Math.min(1, up * radius * radius * radius / (square * square));
    }
}
