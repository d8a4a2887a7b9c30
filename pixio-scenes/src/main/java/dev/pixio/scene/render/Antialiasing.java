package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.RayHit;
import java.util.Arrays;

/**
 * Antialiases edges. Only pixels at an edge are sampled again, at four points. Each point takes the colour of an adjacent
 * pixel of the same surface, so that no shading is needed.
 */
final class Antialiasing {

    /** Offsets of the sample points: a square rotated by about 27 degrees, with distinct x and y coordinates. */
    private static final double[] POINTS = {-0.125, -0.375, 0.375, -0.125, 0.125, 0.375, -0.375, 0.125};

    private Antialiasing() {}

    /** The colours of the image with antialiased edges, {@code float [size, size, 3]}. */
    static float[] smooth(SceneLayout layout, RayTracer tracer, PixelBuffers pixels) {
        float[] smooth = pixels.colour.clone();
        Ray ray = new Ray();
        RayHit hit = new RayHit();
        for (int row = 1; row < pixels.size - 1; row++) {
            for (int column = 1; column < pixels.size - 1; column++) {
                int pixel = row * pixels.size + column;
                if (!isEdge(pixels, pixel)) {
                    continue;
                }
                Arrays.fill(smooth, 3 * pixel, 3 * pixel + 3, 0);
                for (int point = 0; point < POINTS.length; point += 2) {
                    double x = pixels.imageX(column + POINTS[point]);
                    double y = pixels.imageY(row + POINTS[point + 1]);
                    layout.camera().aim(ray, x, y);
                    tracer.trace(ray, hit);
                    add(pixels, sameSurface(pixels, pixel, hit.surface), smooth, 3 * pixel);
                }
            }
        }
        return smooth;
    }

    private static boolean isEdge(PixelBuffers pixels, int pixel) {
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

    /** The pixel itself or an adjacent one of the given surface; the pixel itself if there is none. */
    private static int sameSurface(PixelBuffers pixels, int pixel, int surface) {
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
