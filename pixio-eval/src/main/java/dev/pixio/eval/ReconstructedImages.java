package dev.pixio.eval;

import org.bytedeco.pytorch.Tensor;

/**
 * Images, what was hidden of them, and what the model painted there; each uint8 {@code [B, 3, H, W]} on the CPU.
 *
 * @param original as it was; it stays the property of the one who gave it
 * @param masked with hidden patches in grey
 * @param predicted the painted patches alone, the rest in grey
 * @param pasted the painted patches in the original
 */
public record ReconstructedImages(Tensor original, Tensor masked, Tensor predicted, Tensor pasted)
        implements AutoCloseable {

    @Override
    public void close() {
        masked.close();
        predicted.close();
        pasted.close();
    }
}
