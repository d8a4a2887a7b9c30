package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.SurfaceId;
import dev.pixio.scene.shape.Vector3;

/** Computes shadows with one ray per pixel, and softens their edges by a blur within each surface. */
final class ShadowPass {

    /** Radius of the blur as a share of the image width. */
    private static final double SOFTNESS = 1.0 / 56;

    private final SceneLayout layout;
    private final RayTracer tracer;
    private final PixelBuffers pixels;

    ShadowPass(SceneLayout layout, RayTracer tracer, PixelBuffers pixels) {
        this.layout = layout;
        this.tracer = tracer;
        this.pixels = pixels;
    }

    /** Fills {@link PixelBuffers#lightVisibility}. */
    void cast() {
        Ray ray = new Ray();
        for (int row = 0, pixel = 0; row < pixels.size; row++) {
            for (int column = 0; column < pixels.size; column++, pixel++) {
                pixels.lightVisibility[pixel] = isShadowed(ray, row, column, pixel) ? 0 : 1;
            }
        }
        float[] half = new float[pixels.lightVisibility.length];
        blur(pixels.lightVisibility, half, 1);
        blur(half, pixels.lightVisibility, pixels.size);
    }

    /** Surfaces that face away from the light count as lit, so that the blur does not darken adjacent pixels; shading is 0 there. */
    private boolean isShadowed(Ray ray, int row, int column, int pixel) {
        Vector3 light = layout.lighting().direction();
        double nx = pixels.normal[3 * pixel];
        double ny = pixels.normal[3 * pixel + 1];
        double nz = pixels.normal[3 * pixel + 2];
        if (pixels.surface[pixel] == SurfaceId.SKY || nx * light.x() + ny * light.y() + nz * light.z() <= 0) {
            return false;
        }
        double t = pixels.depth[pixel];
        double lift = 1e-3 * t; // avoids an intersection with the surface itself
        layout.camera().aim(ray, pixels.imageX(column), pixels.imageY(row));
        ray.setOrigin(ray.xAt(t) + lift * nx, ray.yAt(t) + lift * ny, ray.zAt(t) + lift * nz);
        ray.setDirection(light.x(), light.y(), light.z());
        return tracer.isShadowed(ray);
    }

    /** Averages over pixels of the same surface, along rows (stride 1) or columns (stride of a row). */
    private void blur(float[] from, float[] to, int stride) {
        int reach = Math.max(1, (int) (SOFTNESS * pixels.size)) * stride;
        int across = stride == 1 ? pixels.size : 1;
        for (int line = 0; line < pixels.size; line++) {
            int start = line * across;
            int end = start + (pixels.size - 1) * stride;
            for (int pixel = start; pixel <= end; pixel += stride) {
                to[pixel] = mean(from, Math.max(start, pixel - reach), Math.min(end, pixel + reach), stride, pixel);
            }
        }
    }

    private float mean(float[] from, int first, int last, int stride, int pixel) {
        int surface = pixels.surface[pixel];
        float sum = 0;
        int count = 0;
        for (int other = first; other <= last; other += stride) {
            if (pixels.surface[other] == surface) {
                sum += from[other];
                count++;
            }
        }
        return sum / count;
    }
}
