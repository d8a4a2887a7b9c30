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

/** Computes the colour of each pixel: Lambertian diffuse light, a Blinn highlight, ambient light with occlusion, and haze. */
final class ShadingPass {

    private final SceneLayout layout;
    private final PixelBuffers pixels;
    private final SceneObject[] objects;
    private final Ray view = new Ray();
    private final Ray model = new Ray();
    private final double pixelAngle;

    ShadingPass(SceneLayout layout, PixelBuffers pixels) {
        this.layout = layout;
        this.pixels = pixels;
        this.objects = layout.objects().toArray(new SceneObject[0]);
        this.pixelAngle = layout.camera().pixelAngle(pixels.size);
    }

    /** Fills {@link PixelBuffers#colour}. */
    void shade() {
        for (int row = 0, pixel = 0; row < pixels.size; row++) {
            for (int column = 0; column < pixels.size; column++, pixel++) {
                layout.camera().aim(view, pixels.imageX(column), pixels.imageY(row));
                Colour colour = colour(pixel);
                pixels.colour[3 * pixel] = (float) colour.red();
                pixels.colour[3 * pixel + 1] = (float) colour.green();
                pixels.colour[3 * pixel + 2] = (float) colour.blue();
            }
        }
    }

    private Colour colour(int pixel) {
        if (pixels.surface[pixel] == SurfaceId.SKY) {
            return layout.background() instanceof Sky sky
                    ? sky.colour(view, layout.lighting(), pixelAngle)
                    : layout.background().haze();
        }
        double depth = pixels.depth[pixel];
        double far = depth / layout.background().clearness();
        double haze = Math.max(
                1 - 1 / (1 + far * far), ShapingFunctions.step(0.4 * RenderedScene.FAR, RenderedScene.FAR, depth));
        return haze < 1
                ? lit(pixel, depth).mix(layout.background().haze(), haze)
                : layout.background().haze();
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
        // A pixel covers more of an inclined surface in one direction; the square root is the geometric mean of both.
        double width = pixelAngle * depth / Math.sqrt(facing);

        Lighting lighting = layout.lighting();
        Vector3 toLight = lighting.direction();
        double lambert =
                Math.max(0, nx * toLight.x() + ny * toLight.y() + nz * toLight.z()) * pixels.lightVisibility[pixel];
        Colour ambient =
                lighting.below().mix(lighting.above(), 0.5 + 0.5 * ny).times(ambientVisibility(pixel, depth, ny));
        Colour light = ambient.plus(lighting.colour().times(lambert));
        Material material = material(pixels.surface[pixel]);
        Colour diffuse = albedo(material, pixels.surface[pixel], depth, width).times(light);
        if (material.gloss() == 0) {
            return diffuse;
        }
        double mirrored = highlight(nx, ny, nz, distance) * pixels.lightVisibility[pixel] * Math.min(1, 8 * lambert);
        double grazing = (1 - facing) * (1 - facing);
        Colour shine = lighting.colour().times(0.55 * mirrored).plus(ambient.times(0.35 * grazing * grazing));
        return diffuse.plus(shine.times(material.gloss()));
    }

    /** Blinn's power of 64 for the half vector, by squaring. */
    private double highlight(double nx, double ny, double nz, double distance) {
        Vector3 toLight = layout.lighting().direction();
        double hx = toLight.x() - view.directionX / distance;
        double hy = toLight.y() - view.directionY / distance;
        double hz = toLight.z() - view.directionZ / distance;
        double cosine = (nx * hx + ny * hy + nz * hz) / Math.sqrt(hx * hx + hy * hy + hz * hz);
        double power = Math.max(0, cosine);
        for (int doubling = 0; doubling < 6; doubling++) {
            power *= power;
        }
        return power;
    }

    private Material material(int surface) {
        if (SurfaceId.isObject(surface)) {
            return objects[SurfaceId.object(surface)].material(SurfaceId.part(surface));
        }
        return surface == SurfaceId.WALL && layout.background() instanceof Wall wall
                ? wall.material()
                : layout.ground();
    }

    private Colour albedo(Material material, int surface, double depth, double width) {
        if (surface == SurfaceId.GROUND) {
            return material.albedo(view.xAt(depth), view.zAt(depth), 0, width);
        }
        if (surface == SurfaceId.WALL) {
            return material.albedo(view.xAt(depth), view.yAt(depth), 0, width);
        }
        SceneObject object = objects[SurfaceId.object(surface)];
        object.toModel(view, model);
        return material.albedo(model.xAt(depth), model.yAt(depth), model.zAt(depth), width / object.scale());
    }

    /** The share of ambient light that reaches a point, given the occlusion by other objects, ground and wall. */
    private double ambientVisibility(int pixel, double depth, double ny) {
        double x = view.xAt(depth);
        double y = view.yAt(depth);
        double z = view.zAt(depth);
        double visibility = 1;
        int own = pixels.surface[pixel];
        for (int object = 0; object < objects.length; object++) {
            if (!SurfaceId.isObject(own) || SurfaceId.object(own) != object) {
                visibility *= 1 - occlusion(objects[object], pixel, x, y, z);
            }
        }
        if (own != SurfaceId.GROUND) {
            visibility *= 1 - 0.3 * (1 - Math.max(0, ny)) / (1 + 9 * y * y);
        }
        if (layout.background() instanceof Wall wall && own != SurfaceId.WALL) {
            double distance = wall.distanceInFront(x, z);
            visibility *= 1 - 0.35 / (1 + 3 * distance * distance);
        }
        return visibility;
    }

    /** The share of the hemisphere above a point that the bounding sphere of an object covers. */
    private double occlusion(SceneObject object, int pixel, double x, double y, double z) {
        double toX = object.centre().x() - x;
        double toY = object.centre().y() - y;
        double toZ = object.centre().z() - z;
        double radius = 0.7 * object.radius(); // the bounding sphere is larger than the object
        double up = pixels.normal[3 * pixel] * toX
                + pixels.normal[3 * pixel + 1] * toY
                + pixels.normal[3 * pixel + 2] * toZ;
        if (up <= 0) {
            return 0;
        }
        double square = toX * toX + toY * toY + toZ * toZ;
        // One more power of the distance than for a sphere, so that the shade stays close, as below an object with
        // a flat base.
        return 0.9 * Math.min(1, up * radius * radius * radius / (square * square));
    }
}
