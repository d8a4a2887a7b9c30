package dev.pixio.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.CenterCrop;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;
import dev.pixio.torch.RandomStream;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AugmentationTest {

    @Test
    void flipSwapsLeftAndRight() {
        try (PointerScope scope = new PointerScope();
                RgbImage image = columns(200, 100)) {
            Tensor unflipped = ResizeTest.image(24, 37);
            Tensor flipped = ResizeTest.image(24, 37);
            Augmentation.pretraining(24, 37, 0.2, 1, 0).apply(image, RandomStream.of(1, "augment"), unflipped);
            Augmentation.pretraining(24, 37, 0.2, 1, 1).apply(image, RandomStream.of(1, "augment"), flipped);
            assertThat(flipped.equal(unflipped.flip(2))).isTrue();
            assertThat(flipped.equal(unflipped)).isFalse();
        }
    }

    @Test
    void flipsHaveTheGivenProbability() {
        HorizontalFlip flip = new HorizontalFlip(0.3);
        int flips = 0;
        for (int i = 0; i < 10_000; i++) {
            flips += flip.choose(RandomStream.of(5, "flip", i)) ? 1 : 0;
        }
        assertThat(flips).isCloseTo(3000, within(230)); // five standard deviations
        assertThat(new HorizontalFlip(0).choose(RandomStream.of(5, "flip"))).isFalse();
        assertThat(new HorizontalFlip(1).choose(RandomStream.of(5, "flip"))).isTrue();
        assertThatThrownBy(() -> new HorizontalFlip(1.5))
                .hasMessage("the probability of a flip must be 0 to 1, not 1.5");
    }

    @Test
    void centreCropRoundsLikeTorchvision() {
        CenterCrop crop = new CenterCrop(224, 224);
        assertThat(crop.choose(341, 256)).isEqualTo(new CropBox(16, 58, 224, 224)); // 58.5 to the even 58
        assertThat(crop.choose(227, 225)).isEqualTo(new CropBox(0, 2, 224, 224)); // 1.5 to 2, 0.5 to 0
        assertThat(crop.choose(100, 300)).isEqualTo(new CropBox(38, 0, 224, 100));
    }

    @Test
    void evaluationResizesTheShorterSideAndTakesACentreCrop() {
        try (PointerScope scope = new PointerScope();
                RgbImage image = columns(400, 200)) {
            Tensor out = ResizeTest.image(80, 80);
            Augmentation.evaluation(100, 80).apply(image, RandomStream.of(0, "none"), out);
            // Resized to 200 x 100; the middle 80 columns are 60 to 139, with values 250 * x / 200.
            assertThat(out.get(0).get(40).get(0).item_int()).isCloseTo(250 * 60 / 200, within(1));
            assertThat(out.get(0).get(40).get(79).item_int()).isCloseTo(250 * 139 / 200, within(2));
        }
        assertThatThrownBy(() -> Augmentation.evaluation(100, 128)).hasMessageContaining("resize to at least the crop");
    }

    @Test
    void aLetterboxHasTheWholeImageAndBarsOfTheMeanColour() {
        try (PointerScope scope = new PointerScope();
                RgbImage image = columns(400, 200)) {
            Tensor out = ResizeTest.image(40, 40);
            Augmentation.framed(Framing.letterbox(40, 40)).apply(image, RandomStream.of(0, "none"), out);
            // Resized to 40 x 20, rows 10 to 29 of the frame; ImageNet's means are 123.7, 116.3 and 103.5.
            for (int row : new int[] {0, 9, 30, 39}) {
                assertThat(out.select(1, row).select(1, 20).select(0, 0).item_int())
                        .isEqualTo(124);
                assertThat(out.select(1, row).select(1, 20).select(0, 1).item_int())
                        .isEqualTo(116);
                assertThat(out.select(1, row).select(1, 20).select(0, 2).item_int())
                        .isEqualTo(104);
            }
            for (int row : new int[] {10, 29}) {
                assertThat(out.get(0).get(row).get(0).item_int()).isCloseTo(3, within(2));
                assertThat(out.get(0).get(row).get(39).item_int()).isCloseTo(247, within(2));
            }
        }
    }

    @Test
    void centreCropViewIsTheLargestCropOfItsAspectRatio() {
        CentreCropView view = new CentreCropView(new Resize(128, 256), ImageInput.RGB);
        assertThat(view.box(500, 375)).isEqualTo(new CropBox(62, 0, 250, 500));
        assertThat(view.box(375, 100)).isEqualTo(new CropBox(0, 87, 100, 200));
        assertThat(view.box(1, 300)).isEqualTo(new CropBox(149, 0, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 300", "300, 1", "20000, 3", "37, 51"})
    void imagesOfAnySizeGiveAView(int width, int height) {
        for (Augmentation augmentation : List.of(
                Augmentation.pretraining(24, 32, 0.2, 1, 0.5),
                Augmentation.evaluation(32, 32),
                Augmentation.framed(Framing.crop(24, 32)),
                Augmentation.centreCrop(24, 32))) {
            try (PointerScope scope = new PointerScope();
                    RgbImage image = RgbImage.of(width, height)) {
                BytePointer.memset(image.data(), 99, 3L * width * height);
                Tensor out = ResizeTest.image(augmentation.height(), augmentation.width());
                augmentation.apply(image, RandomStream.of(0, "augment"), out);
                assertThat(out.eq(torch.full_like(out, new Scalar(99))).all().item_bool())
                        .isTrue();
            }
        }
    }

    @Test
    void equalStreamsGiveEqualViews() {
        Augmentation augmentation = Augmentation.pretraining(16, 16, 0.2, 1, 0.5);
        try (PointerScope scope = new PointerScope();
                RgbImage image = columns(200, 100)) {
            Tensor first = ResizeTest.image(16, 16);
            Tensor same = ResizeTest.image(16, 16);
            Tensor other = ResizeTest.image(16, 16);
            augmentation.apply(image, RandomStream.of(1, "augment", 0, 5), first);
            augmentation.apply(image, RandomStream.of(1, "augment", 0, 5), same);
            augmentation.apply(image, RandomStream.of(1, "augment", 1, 5), other);
            assertThat(first.equal(same)).isTrue();
            assertThat(first.equal(other)).isFalse();
        }
    }

    /** Expected values from torchvision's ToTensor and Normalize for the bytes 0, 128 and 255. */
    @Test
    void normalizeUsesTheStatisticsOfImageNet() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images =
                    torch.full(new long[] {2, 3, 1, 3}, new Scalar(0), new TensorOptions(torch.ScalarType.Byte));
            images.select(3, 1).fill_(new Scalar(128));
            images.select(3, 2).fill_(new Scalar(255));
            Tensor normalized = Normalize.IMAGENET.apply(images);
            double[][] expected = {
                {-2.117904, 0.074065, 2.248908}, {-2.035714, 0.205182, 2.428571}, {-1.804444, 0.426492, 2.640000}
            };
            for (int channel = 0; channel < 3; channel++) {
                for (int x = 0; x < 3; x++) {
                    assertThat(normalized.get(1).get(channel).get(0).get(x).item_double())
                            .isCloseTo(expected[channel][x], within(1e-5));
                }
            }
            assertThat(Normalize.IMAGENET.inverse(normalized).equal(images)).isTrue();
        }
    }

    @Test
    void inverseRestoresEveryByte() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = bytes(768).view(1, 3, 16, 16);
            assertThat(Normalize.IMAGENET
                            .inverse(Normalize.IMAGENET.apply(images))
                            .equal(images))
                    .isTrue();
            Tensor tooBright = torch.full(new long[] {1, 3, 1, 1}, new Scalar(99.0));
            assertThat(Normalize.IMAGENET.inverse(tooBright).min().item_int()).isEqualTo(255);
        }
    }

    private static Tensor bytes(int count) {
        return torch.arange(new Scalar(count)).to(torch.ScalarType.Byte);
    }

    /** Grey columns, from 0 at the left to 250 at the right. */
    private static RgbImage columns(int width, int height) {
        RgbImage image = RgbImage.of(width, height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    image.data().put(y * image.rowBytes() + 3L * x + channel, (byte) (250 * x / width));
                }
            }
        }
        return image;
    }
}
