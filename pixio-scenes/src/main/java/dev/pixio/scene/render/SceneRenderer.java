package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import dev.pixio.scene.shape.SurfaceId;
import dev.pixio.torch.RandomStream;

/** Draws a stage, pass by pass over the whole image: what is where, which light arrives, which colour it has. */
public final class SceneRenderer {

    private SceneRenderer() {}

    /**
     * Draws the whole image.
     *
     * @param size height and width in pixels
     * @param grain from which the film's grain comes
     */
    public static RenderedScene render(SceneLayout stage, int size, RandomStream grain) {
        PixelBuffers pixels = new PixelBuffers(size);
        RayTracer tracer = new RayTracer(stage);
        see(stage, tracer, pixels);
        new ShadowPass(stage, tracer, pixels).cast();
        new ShadingPass(stage, pixels).paint();
        byte[] rgb = new ToneMapping(pixels, grain).develop(Antialiasing.smooth(stage, tracer, pixels));
        return new RenderedScene(size, rgb, segmentation(stage, pixels), pixels.depth, stage.label());
    }

    private static void see(SceneLayout stage, RayTracer tracer, PixelBuffers pixels) {
        Ray ray = new Ray();
        RayHit hit = new RayHit();
        for (int row = 0, pixel = 0; row < pixels.size; row++) {
            for (int column = 0; column < pixels.size; column++, pixel++) {
                stage.camera().aim(ray, pixels.across(column), pixels.upwards(row));
                tracer.trace(ray, hit);
                pixels.surface[pixel] = hit.surface;
                pixels.depth[pixel] = (float) hit.t;
                if (hit.surface != SurfaceId.SKY) {
                    store(hit, pixels.normal, 3 * pixel);
                }
            }
        }
    }

    private static void store(RayHit hit, float[] normal, int at) {
        double x = hit.normalX;
        double y = hit.normalY;
        double z = hit.normalZ;
        double norm = 1 / Math.sqrt(x * x + y * y + z * z);
        normal[at] = (float) (norm * x);
        normal[at + 1] = (float) (norm * y);
        normal[at + 2] = (float) (norm * z);
    }

    private static byte[] segmentation(SceneLayout stage, PixelBuffers pixels) {
        byte[] segmentation = new byte[pixels.surface.length];
        for (int pixel = 0; pixel < segmentation.length; pixel++) {
            int surface = pixels.surface[pixel];
            if (SurfaceId.isBody(surface)) {
                segmentation[pixel] =
                        stage.bodies().get(SurfaceId.body(surface)).label().segmentationId();
            } else {
                segmentation[pixel] =
                        (byte) (surface == SurfaceId.GROUND ? RenderedScene.GROUND : RenderedScene.BACKDROP);
            }
        }
        return segmentation;
    }
}
