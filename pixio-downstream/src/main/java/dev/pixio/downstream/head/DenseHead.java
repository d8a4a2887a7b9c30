package dev.pixio.downstream.head;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Computes scores for each pixel from the feature maps of an encoder's blocks. */
public sealed interface DenseHead extends TaskHead permits LinearHead, DptHead {

    /**
     * Scores for each pixel.
     *
     * @param maps of each block that the head reads, the shallowest first, float {@code [B, 2D, h, w]}
     * @param height of the images in pixels
     * @param width of the images in pixels
     * @return float {@code [B, outputs, height, width]}
     */
    Tensor forward(List<Tensor> maps, int height, int width, Phase phase);
}
