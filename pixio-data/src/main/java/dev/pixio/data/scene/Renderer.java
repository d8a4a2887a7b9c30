package dev.pixio.data.scene;

import dev.pixio.torch.RandomStream;

/** Draws a stage, pass by pass over the whole picture: what is where, which light arrives, which colour it has. */
public final class Renderer {

    private Renderer() {}

    /**
     * Draws the whole picture.
     *
     * @param size height and width in pixels
     * @param grain from which the film's grain comes
     */
    public static Scene render(Stage stage, int size, RandomStream grain) {
        Pixels pixels = new Pixels(size);
        Tracer tracer = new Tracer(stage);
        see(stage, tracer, pixels);
        new Shadows(stage, tracer, pixels).cast();
        new Shading(stage, pixels).paint();
        byte[] rgb = new Film(pixels, grain).develop(Antialiasing.smooth(stage, tracer, pixels));
        return new Scene(size, rgb, segmentation(stage, pixels), pixels.depth, stage.label());
    }

    private static void see(Stage stage, Tracer tracer, Pixels pixels) {
        Ray ray = new Ray();
        Hit hit = new Hit();
        for (int row = 0, pixel = 0; row < pixels.size; row++) {
            for (int column = 0; column < pixels.size; column++, pixel++) {
                stage.camera().aim(ray, pixels.across(column), pixels.upwards(row));
                tracer.trace(ray, hit);
                pixels.surface[pixel] = hit.surface;
                pixels.depth[pixel] = (float) hit.t;
                if (hit.surface != Surface.SKY) {
                    store(hit, pixels.normal, 3 * pixel);
                }
            }
        }
    }

    private static void store(Hit hit, float[] normal, int at) {
        double x = hit.normalX;
        double y = hit.normalY;
        double z = hit.normalZ;
        double norm = 1 / Math.sqrt(x * x + y * y + z * z);
        normal[at] = (float) (norm * x);
        normal[at + 1] = (float) (norm * y);
        normal[at + 2] = (float) (norm * z);
    }

    private static byte[] segmentation(Stage stage, Pixels pixels) {
        byte[] segmentation = new byte[pixels.surface.length];
        for (int pixel = 0; pixel < segmentation.length; pixel++) {
            int surface = pixels.surface[pixel];
            if (Surface.isBody(surface)) {
                segmentation[pixel] =
                        stage.bodies().get(Surface.body(surface)).label().segmentationId();
            } else {
                segmentation[pixel] = (byte) (surface == Surface.GROUND ? Scene.GROUND : Scene.BACKDROP);
            }
        }
        return segmentation;
    }
}
