package dev.pixio.eval;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Images, their masked inputs and their reconstructions, each uint8 {@code [B, 3, H, W]} on the CPU. Closing frees them.
 *
 * @param original the original images, or pictures of three of their channels
 * @param masked the originals with masked patches in grey
 * @param predicted the reconstructed patches, all others in grey
 * @param pasted the originals with masked patches replaced by their reconstructions
 * @param notFinite indices of images with a predicted number that is NaN or infinite, drawn as an arbitrary colour
 * @param statistics where mean and deviation of the reconstructed patches come from
 */
public record ReconstructedImages(
        Tensor original,
        Tensor masked,
        Tensor predicted,
        Tensor pasted,
        List<Integer> notFinite,
        PatchStatistics statistics)
        implements AutoCloseable {

    public ReconstructedImages {
        notFinite = List.copyOf(notFinite);
    }

    @Override
    public void close() {
        original.close();
        masked.close();
        predicted.close();
        pasted.close();
    }
}
