package dev.pixio.eval.dense;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.Colors;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.SampleRange;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Gives scenes the channels and the scale of a model. */
final class SceneInput {

    private static final SampleRange BYTES = new SampleRange(0, 255, SampleRange.Numbers.INTEGERS);

    private SceneInput() {}

    /**
     * Scenes for an input.
     *
     * @param scenes {@code uint8 [B, 3, H, W]} on the CPU
     * @return the same for 8-bit RGB, otherwise {@code float [B, C, H, W]}, in the caller's scope
     * @throws IllegalArgumentException if RGB images cannot have the channels
     */
    static Tensor of(Tensor scenes, ImageInput input) {
        if (input.isRgb8()) {
            return scenes;
        }
        int height = (int) scenes.size(2);
        int width = (int) scenes.size(3);
        Tensor scaled = Tensors.empty(ScalarType.Float, scenes.size(0), input.channels(), height, width);
        for (int i = 0; i < scenes.size(0); i++) {
            try (PointerScope scope = new PointerScope()) {
                float[][] planes = new float[3][];
                for (int channel = 0; channel < planes.length; channel++) {
                    planes[channel] = Tensors.toFloats(
                            scenes.select(0, i).select(0, channel).to(ScalarType.Float));
                }
                Raster raster = input.of(new Raster(width, height, Colors.RGB, BYTES, planes));
                for (int channel = 0; channel < input.channels(); channel++) {
                    scaled.select(0, i).select(0, channel).copy_(Tensors.of(raster.planes()[channel], height, width));
                }
            } catch (ImageReadException e) {
                throw new IllegalArgumentException("built-in scenes are RGB: a scene " + e.reason(), e);
            }
        }
        return scaled;
    }
}
