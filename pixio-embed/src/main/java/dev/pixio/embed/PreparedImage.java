package dev.pixio.embed;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * An image at the input size of a model, from {@link ImageEncoder#prepare}. It is in the memory of Java, so many may wait for a
 * batch and none has to be closed.
 */
public final class PreparedImage {

    private final byte[] memory; // of a contiguous tensor [C, H, W], uint8 or float

    private PreparedImage(byte[] memory) {
        this.memory = memory;
    }

    /**
     * Copies an image.
     *
     * @param image {@code [C, H, W]}, contiguous, on the CPU
     */
    public static PreparedImage of(Tensor image) {
        byte[] memory = new byte[Math.toIntExact(image.numel() * image.element_size())];
        new BytePointer(image.data_ptr()).get(memory);
        return new PreparedImage(memory);
    }

    /**
     * Copies the image into a tensor of its type and shape, contiguous, on the CPU.
     *
     * @throws IllegalArgumentException if the tensor has another size: the image is of another model
     */
    public void copyTo(Tensor out) {
        long bytes = out.numel() * out.element_size();
        if (bytes != memory.length) {
            throw new IllegalArgumentException("an image prepared for a model with inputs of " + memory.length
                    + " bytes was given to one of " + bytes);
        }
        new BytePointer(out.data_ptr()).put(memory);
    }
}
