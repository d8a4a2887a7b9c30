package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import java.util.Arrays;

/**
 * Smooths edges. Only pixels beside an edge are looked at again, at four points; each point takes its colour from a
 * neighbour that shows the same surface, so nothing is shaded twice.
 */
final class Antialiasing {

    /** A square turned by about 27 degrees, whose points are all at different heights and widths. */
    private static final double[] POINTS = {-0.125, -0.375, 0.375, -0.125, 0.125, 0.375, -0.375, 0.125};

    private Antialiasing() {}

    /** The colours of the image with smooth edges, {@code float [size, size, 3]}. */
    static float[] smooth(SceneLayout stage, RayTracer tracer, PixelBuffers pixels) {
        float[] smooth = pixels.colour.clone();
        Ray ray = new Ray();
        RayHit hit = new RayHit();
        for (int row = 1; row < pixels.size - 1; row++) {
            for (int column = 1; column < pixels.size - 1; column++) {
                int pixel = row * pixels.size + column;
                if (!edge(pixels, pixel)) {
                    continue;
                }
                Arrays.fill(smooth, 3 * pixel, 3 * pixel + 3, 0);
                for (int point = 0; point < POINTS.length; point += 2) {
                    double x = pixels.across(column + POINTS[point]);
                    double y = pixels.upwards(row + POINTS[point + 1]);
                    stage.camera().aim(ray, x, y);
                    tracer.trace(ray, hit);
                    add(pixels, same(pixels, pixel, hit.surface), smooth, 3 * pixel);
                }
            }
        }
        return smooth;
    }

    private static boolean edge(PixelBuffers pixels, int pixel) {
        int[] surface = pixels.surface;
        int here = surface[pixel];
        return surface[pixel - 1] != here
                || surface[pixel + 1] != here
                || surface[pixel - pixels.size] != here
                || surface[pixel + pixels.size] != here;
    }

    private static void add(PixelBuffers pixels, int from, float[] smooth, int at) {
        for (int channel = 0; channel < 3; channel++) {
            smooth[at + channel] += 0.25f * pixels.colour[3 * from + channel];
        }
    }

    /** The pixel itself or one around it that shows the surface; itself if there is none. */
    private static int same(PixelBuffers pixels, int pixel, int surface) {
        if (pixels.surface[pixel] == surface) {
            return pixel;
        }
        for (int row = -pixels.size; row <= pixels.size; row += pixels.size) {
            for (int other = pixel + row - 1; other <= pixel + row + 1; other++) {
                if (pixels.surface[other] == surface) {
                    return other;
                }
            }
        }
        return pixel;
    }
}
