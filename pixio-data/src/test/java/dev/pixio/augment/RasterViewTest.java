package dev.pixio.augment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.raster.Colors;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.SampleRange;
import dev.pixio.image.raster.SampleRange.Numbers;
import dev.pixio.image.raster.Scaling;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.FramedRaster;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resized parts of torchvision, by {@code tools/reference/raster_golden.py}. */
class RasterViewTest {

    private static final int WIDTH = 21;
    private static final int HEIGHT = 17;

    private static final Golden GOLDEN = Golden.tensors("rasters.safetensors");

    /** torchvision's results are rounded to whole levels, these are not: they differ by up to half a level. */
    @ParameterizedTest
    @CsvSource({"u8, 4, 255, 0.51", "u16, 13, 65535, 0.55", "f32, 2, 1, 0.0005"})
    void partsAreResizedAsByTorchvision(String type, int channels, double levels, double bound) {
        Raster image = image(type, channels, levels);
        for (int i = 0; i < GOLDEN.size("boxes", 0); i++) {
            CropBox box = new CropBox(box(i, 0), box(i, 1), box(i, 2), box(i, 3));
            float[] resized = FramedRaster.resized(image, box, box(i, 4), box(i, 5));
            String expected = type + "." + i;
            assertThat(resized).hasSize(channels * GOLDEN.size(expected, 1) * GOLDEN.size(expected, 2));
            for (int j = 0; j < resized.length; j++) {
                assertThat(Math.abs(resized[j] * levels - GOLDEN.real(expected, j)))
                        .as("%s at %d", expected, j)
                        .isLessThanOrEqualTo(bound);
            }
        }
    }

    private static int box(int number, int side) {
        return (int) GOLDEN.real("boxes", 6 * number + side);
    }

    private static Raster image(String type, int channels, double levels) {
        float[][] planes = new float[channels][WIDTH * HEIGHT];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < planes[c].length; i++) {
                int number = c * 9973 + i / WIDTH * 4099 + i % WIDTH * 3341 + 17;
                planes[c][i] =
                        type.equals("f32") ? (number % 65536 - 20000) / 333f : (float) (number % (levels + 1) / levels);
            }
        }
        Numbers numbers = type.equals("f32") ? Numbers.REALS : Numbers.INTEGERS;
        return new Raster(WIDTH, HEIGHT, Colors.BANDS, new SampleRange(0, 1, numbers), planes);
    }

    @Test
    void viewsHaveTheChannelsOfTheInput() {
        ImageInput input = ImageInput.of(4, Scaling.RANGE, Pages.FIRST);
        Raster image = image("u8", 4, 255);
        try (PointerScope scope = new PointerScope()) {
            for (Augmentation view : List.of(
                    Augmentation.pretraining(8, 12, 0.2, 1, 0.5, input),
                    Augmentation.framed(Framing.crop(8, 12), input),
                    Augmentation.framed(Framing.letterbox(8, 12), input),
                    Augmentation.centreCrop(8, 12, input))) {
                Tensor out = Tensors.zeros(ScalarType.Float, 4, 8, 12);
                view.apply(image, RandomStream.of(1, "augment"), out);
                assertThat(out.max().item_float()).isPositive().isLessThanOrEqualTo(1);
                assertThat(view.input()).isEqualTo(input);
            }
        }
    }

    @Test
    void theBarsOfALetterboxAreZeroAfterNormalisation() {
        ImageInput input =
                ImageInput.of(2, Scaling.RANGE, Pages.FIRST).withStatistics(List.of(0.25, 0.75), List.of(0.5, 0.5));
        try (PointerScope scope = new PointerScope()) {
            Tensor out = Tensors.zeros(ScalarType.Float, 2, 21, 21);
            Augmentation.framed(Framing.letterbox(21, 21), input)
                    .apply(image("u16", 2, 65535), RandomStream.of(0, "none"), out);
            Tensor normalized = Normalize.of(input).apply(out.unsqueeze(0));
            assertThat(normalized.select(0, 0).narrow(1, 0, 2).abs().max().item_float())
                    .isZero();
            assertThat(out.select(0, 1).select(0, 0).select(0, 0).item_float()).isEqualTo(0.75f); // is not changed
        }
    }

    @Test
    void aFlipMirrorsEachChannel() {
        ImageInput input = ImageInput.of(4, Scaling.RANGE, Pages.FIRST);
        try (PointerScope scope = new PointerScope()) {
            Tensor straight = Tensors.zeros(ScalarType.Float, 4, 8, 11);
            Tensor flipped = Tensors.zeros(ScalarType.Float, 4, 8, 11);
            Raster image = image("u8", 4, 255);
            Augmentation.pretraining(8, 11, 0.2, 1, 0, input).apply(image, RandomStream.of(1, "augment"), straight);
            Augmentation.pretraining(8, 11, 0.2, 1, 1, input).apply(image, RandomStream.of(1, "augment"), flipped);
            assertThat(straight.flip(2).equal(flipped)).isTrue();
        }
    }
}
