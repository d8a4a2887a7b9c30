package dev.pixio.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconstructionGridTest {

    @TempDir
    private Path folder;

    @Test
    void theCaptionStatesWhereMeanAndDeviationComeFrom() {
        assertThat(ReconstructionGrid.caption(PatchStatistics.ORIGINAL))
                .isEqualTo("each patch: mean and variance of the original");
        assertThat(ReconstructionGrid.caption(PatchStatistics.VISIBLE))
                .isEqualTo("each patch: mean and deviation interpolated from the visible patches");
    }

    @Test
    void theCaptionIsDrawnBelowTheImages() throws IOException {
        byte[] original = draw(PatchStatistics.ORIGINAL);
        byte[] visible = draw(PatchStatistics.VISIBLE);

        int width = 6 + 4 * (160 + 6);
        int images = 3 * width * (26 + 160 + 6);
        assertThat(visible).hasSameSizeAs(original);
        assertThat(range(visible, 0, images)).isEqualTo(range(original, 0, images));
        assertThat(range(visible, images, visible.length)).isNotEqualTo(range(original, images, original.length));
        assertThat(lastDarkColumn(visible, images, width))
                .as("the caption fits")
                .isLessThan(width - 6);
    }

    private byte[] draw(PatchStatistics statistics) throws IOException {
        Path file = folder.resolve(statistics + ".png");
        try (PointerScope scope = new PointerScope()) {
            Tensor black = Tensors.zeros(ScalarType.Byte, 1, 3, 16, 16);
            ReconstructionGrid.write(file, new ReconstructedImages(black, black, black, black, List.of(), statistics));
        }
        try (RgbImage image = ImageDecoder.withDefaults().read(file)) {
            byte[] pixels = new byte[image.height() * image.width() * 3];
            for (int row = 0; row < image.height(); row++) {
                byte[] line = new byte[image.width() * 3];
                image.copyRow(row, 0, line);
                System.arraycopy(line, 0, pixels, row * line.length, line.length);
            }
            return pixels;
        }
    }

    private static byte[] range(byte[] pixels, int from, int to) {
        return Arrays.copyOfRange(pixels, from, to);
    }

    private static int lastDarkColumn(byte[] pixels, int from, int width) {
        int last = -1;
        for (int i = from; i < pixels.length; i++) {
            if (pixels[i] != (byte) 255) {
                last = Math.max(last, i / 3 % width);
            }
        }
        return last;
    }
}
