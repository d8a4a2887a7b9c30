package dev.pixio.downstream.finetune.augment;

import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * The red, green and blue values of an image, one plane after the other.
 *
 * @param values 3 * height * width bytes, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
record Planes(byte[] values, int height, int width) {

    static final int COUNT = 3;

    /** Of {@code uint8 [3, H, W]}. */
    static Planes of(Tensor view) {
        return new Planes(Tensors.toBytes(view), (int) view.size(1), (int) view.size(2));
    }

    /** Pixels of a plane. */
    int pixels() {
        return height * width;
    }

    /** The value at an index, 0 to 255. */
    int at(int index) {
        return values[index] & 0xFF;
    }

    /** Other values in the same size. */
    Planes with(byte[] other) {
        return new Planes(other, height, width);
    }

    /** The brightness of each pixel, as Pillow's conversion to {@code L}. */
    int[] grey() {
        int pixels = pixels();
        int[] grey = new int[pixels];
        for (int i = 0; i < pixels; i++) {
            grey[i] = (19595 * at(i) + 38470 * at(pixels + i) + 7471 * at(2 * pixels + i) + 0x8000) >> 16;
        }
        return grey;
    }
}
