package dev.pixio.downstream.data;

import dev.pixio.downstream.task.DenseTask;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Samples of one size as tensors on the CPU, in the caller's scope.
 *
 * @param images {@code uint8 [B, 3, H, W]} of photographs, otherwise {@code float [B, C, H, W]}
 * @param truth labels as {@code uint8 [B, H, W]}, depths as {@code float [B, H, W]}
 */
public record PixelBatch(Tensor images, Tensor truth) {

    /** The samples, at least one, all of one size. */
    public static PixelBatch of(List<DensePixels> samples, DenseTask task) {
        int height = samples.get(0).height();
        int width = samples.get(0).width();
        int area = height * width;
        Tensor[] images =
                samples.stream().map(sample -> sample.image().tensor()).toArray(Tensor[]::new);
        float[] truth = new float[samples.size() * area];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i).truth(), 0, truth, i * area, area);
        }
        return new PixelBatch(
                torch.cat(new TensorVector(images), 0),
                task instanceof Segmentation
                        ? Tensors.of(labels(truth), samples.size(), height, width)
                        : Tensors.of(truth, samples.size(), height, width));
    }

    /** Labels as bytes. */
    public static byte[] labels(float[] truth) {
        byte[] labels = new byte[truth.length];
        for (int pixel = 0; pixel < truth.length; pixel++) {
            labels[pixel] = (byte) (int) truth[pixel];
        }
        return labels;
    }
}
