package dev.pixio.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.image.resize.Framing;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderPixelsTest {

    @TempDir
    private Path folder;

    @Test
    void anImageOfOneColourHasOneNumberInEachPlane() throws IOException {
        EncoderPixels pixels = new EncoderPixels(metadata(ImageInput.RGB));

        float[] values = pixels.of(image(new Color(255, 51, 0)));

        assertThat(values).hasSize(pixels.size()).hasSize(3 * 16 * 24);
        for (int i = 0; i < 16 * 24; i++) { // (value / 255 - mean) / deviation, of ImageNet
            assertThat(values[i]).isCloseTo((1.0f - 0.485f) / 0.229f, within(1e-6f));
            assertThat(values[16 * 24 + i]).isCloseTo((0.2f - 0.456f) / 0.224f, within(1e-6f));
            assertThat(values[2 * 16 * 24 + i]).isCloseTo(-0.406f / 0.225f, within(1e-6f));
        }
    }

    @Test
    void anImageOfBytesIsRefusedWhereTheEncoderTakesAnotherKind() {
        EncoderPixels pixels = new EncoderPixels(metadata(ImageInput.of(1, Scaling.RANGE, Pages.FIRST)));
        try (RgbImage image = RgbImage.of(24, 16)) {
            assertThatThrownBy(() -> pixels.append(image, FloatBuffer.allocate(pixels.size())))
                    .hasMessageContaining("the model takes images of 1 channels");
        }
    }

    private static EncoderMetadata metadata(ImageInput input) {
        return new EncoderMetadata(16, 24, 8, 2, 32, 3, EncoderMetadata.Norm.AFTER, Framing.Fit.CROP, Map.of(), input);
    }

    private Path image(Color color) throws IOException {
        BufferedImage image = new BufferedImage(60, 50, BufferedImage.TYPE_INT_RGB);
        Graphics2D drawing = image.createGraphics();
        drawing.setColor(color);
        drawing.fillRect(0, 0, 60, 50);
        drawing.dispose();
        return Files.write(folder.resolve("colour.png"), TestImages.encode(image, "png"));
    }
}
