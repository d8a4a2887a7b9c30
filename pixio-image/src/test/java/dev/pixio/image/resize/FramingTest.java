package dev.pixio.image.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.resize.Framing.Placement;
import org.junit.jupiter.api.Test;

class FramingTest {

    /** torchvision's {@code Resize(256)} and {@code CenterCrop(256)} of 500 x 375 pixels: 341 x 256, from column 42. */
    @Test
    void cropsLikeTorchvision() {
        assertThat(Framing.crop(256, 256).place(500, 375))
                .isEqualTo(new Placement(CropBox.whole(500, 375), 256, 341, new CropBox(0, 42, 256, 256), 0, 0));
        assertThat(Framing.crop(256, 256).place(375, 500))
                .isEqualTo(new Placement(CropBox.whole(375, 500), 341, 256, new CropBox(42, 0, 256, 256), 0, 0));
        assertThat(Framing.resizeAndCrop(256, 224).place(500, 375))
                .isEqualTo(new Placement(CropBox.whole(500, 375), 256, 341, new CropBox(16, 58, 224, 224), 0, 0));
    }

    @Test
    void framesThatAreNotSquareAreFilled() {
        for (int width = 1; width < 60; width += 3) {
            for (int height = 1; height < 60; height += 4) {
                Placement placement = Framing.crop(48, 80).place(width, height);
                assertThat(placement.kept().height()).isEqualTo(48);
                assertThat(placement.kept().width()).isEqualTo(80);
                assertThat(placement.kept().fits(placement.width(), placement.height()))
                        .isTrue();
            }
        }
    }

    @Test
    void veryLongImagesAreCroppedBeforeResizing() {
        Placement placement = Framing.crop(64, 64).place(1_000_000, 1);
        assertThat(placement.source().width()).isEqualTo(8);
        assertThat(placement.width()).isEqualTo(512);
    }

    @Test
    void aLetterboxContainsTheWholeImage() {
        Placement placement = Framing.letterbox(256, 256).place(500, 375);
        assertThat(placement)
                .isEqualTo(new Placement(CropBox.whole(500, 375), 192, 256, CropBox.whole(256, 192), 32, 0));
        assertThat(Framing.letterbox(64, 64).place(20_000, 3).height()).isEqualTo(1);
    }

    @Test
    void refusesFramesThatTheImageDoesNotFill() {
        assertThatThrownBy(() -> Framing.resizeAndCrop(100, 128)).hasMessageContaining("resize to at least the crop");
        assertThatThrownBy(() -> Framing.crop(0, 8)).hasMessageContaining("8 x 0");
    }
}
