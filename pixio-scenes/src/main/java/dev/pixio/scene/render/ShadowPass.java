package dev.pixio.scene.render;

import dev.pixio.scene.layout.SceneLayout;
import dev.pixio.scene.shape.Ray;
import dev.pixio.scene.shape.SurfaceId;
import dev.pixio.scene.shape.Vector3;

/** Which pixels the lamp reaches. One ray a pixel gives hard edges; blurring them on their own surface softens them. */
final class ShadowPass {

    /** Softness as a share of the image's width. */
    private static final double SOFTNESS = 1.0 / 56;

    private final SceneLayout stage;
    private final RayTracer tracer;
    private final PixelBuffers pixels;

    ShadowPass(SceneLayout stage, RayTracer tracer, PixelBuffers pixels) {
        this.stage = stage;
        this.tracer = tracer;
        this.pixels = pixels;
    }

    /** Fills {@link PixelBuffers#lit}. */
    void cast() {
        Ray ray = new Ray();
        for (int row = 0, pixel = 0; row < pixels.size; row++) {
            for (int column = 0; column < pixels.size; column++, pixel++) {
                pixels.lit[pixel] = shadowed(ray, row, column, pixel) ? 0 : 1;
            }
        }
        float[] half = new float[pixels.lit.length];
        blur(pixels.lit, half, 1);
        blur(half, pixels.lit, pixels.size);
    }

    /** Surfaces that face away are dark without a shadow, and must not darken their neighbours by the blur. */
    private boolean shadowed(Ray ray, int row, int column, int pixel) {
        Vector3 lamp = stage.sun().direction();
        double nx = pixels.normal[3 * pixel];
        double ny = pixels.normal[3 * pixel + 1];
        double nz = pixels.normal[3 * pixel + 2];
        if (pixels.surface[pixel] == SurfaceId.SKY || nx * lamp.x() + ny * lamp.y() + nz * lamp.z() <= 0) {
            return false;
        }
        double t = pixels.depth[pixel];
        double lift = 1e-3 * t; // off the surface, or it would shadow itself
        stage.camera().aim(ray, pixels.across(column), pixels.upwards(row));
        ray.from(ray.xAt(t) + lift * nx, ray.yAt(t) + lift * ny, ray.zAt(t) + lift * nz);
        ray.towards(lamp.x(), lamp.y(), lamp.z());
        return tracer.shadowed(ray);
    }

    /** The mean of the pixels of the same surface, along rows (stride 1) or columns (stride of a row). */
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
