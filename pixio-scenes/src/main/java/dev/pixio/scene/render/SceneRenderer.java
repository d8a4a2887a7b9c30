package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import dev.pixio.scene.shape.SurfaceId;
import dev.pixio.torch.RandomStream;

/** Renders a scene in passes over the whole image: visible surfaces, shadows, shading, antialiasing, tone mapping. */
public final class SceneRenderer {

    private SceneRenderer() {}

    /**
     * Renders a scene.
     *
     * @param layout the scene
     * @param size height and width in pixels
     * @param camera random source of the vignette and the sensor noise
     */
    public static RenderedScene render(SceneLayout layout, int size, RandomStream camera) {
        PixelBuffers pixels = new PixelBuffers(size);
        RayTracer tracer = new RayTracer(layout);
        traceSurfaces(layout, tracer, pixels);
        new ShadowPass(layout, tracer, pixels).cast();
        new ShadingPass(layout, pixels).shade();
        byte[] rgb = new ToneMapping(pixels, camera).apply(Antialiasing.smooth(layout, tracer, pixels));
        return new RenderedScene(size, rgb, segmentation(layout, pixels), pixels.depth, layout.label());
    }

    private static void traceSurfaces(SceneLayout layout, RayTracer tracer, PixelBuffers pixels) {
        Ray ray = new Ray();
        RayHit hit = new RayHit();
        for (int row = 0, pixel = 0; row < pixels.size; row++) {
            for (int column = 0; column < pixels.size; column++, pixel++) {
                layout.camera().aim(ray, pixels.imageX(column), pixels.imageY(row));
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

    private static byte[] segmentation(SceneLayout layout, PixelBuffers pixels) {
        byte[] segmentation = new byte[pixels.surface.length];
        for (int pixel = 0; pixel < segmentation.length; pixel++) {
            int surface = pixels.surface[pixel];
            if (SurfaceId.isObject(surface)) {
                segmentation[pixel] =
                        layout.objects().get(SurfaceId.object(surface)).label().segmentationId();
            } else {
                segmentation[pixel] =
                        (byte) (surface == SurfaceId.GROUND ? RenderedScene.GROUND : RenderedScene.BACKGROUND);
            }
        }
        return segmentation;
    }
}
