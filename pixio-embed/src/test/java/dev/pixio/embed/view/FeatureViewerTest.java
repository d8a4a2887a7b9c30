package dev.pixio.embed.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.augment.Normalize;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.TinyEncoder;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.TestImages;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureViewerTest {

    private static Encoder encoder;

    @BeforeAll
    static void create() {
        encoder = TinyEncoder.model().encoder();
    }

    private static ViewedImage view(int width, int height, ViewSize size) throws IOException {
        try (FeatureViewer viewer = new FeatureViewer(encoder);
                RgbImage image = ImageDecoder.withDefaults()
                        .decode(TestImages.encode(TestImages.gradient(width, height), "png"))) {
            return viewer.view("gradient", image, size);
        }
    }

    @ParameterizedTest
    @CsvSource({"71, 53, 40, 56", "53, 71, 56, 40", "64, 64, 40, 40", "300, 31, 40, 160"})
    void theAspectRatioIsKeptInWholePatches(int width, int height, int rows, int columns) throws IOException {
        ViewedImage viewed = view(width, height, ViewSize.shorterSide(40));

        assertThat(viewed.height()).isEqualTo(rows);
        assertThat(viewed.width()).isEqualTo(columns);
        assertThat(viewed.rows()).isEqualTo(rows / 8);
        assertThat(viewed.columns()).isEqualTo(columns / 8);
        assertThat(viewed.patchTokens()).hasSize(viewed.patches() * 32);
        assertThat(viewed.attention(0, 1).values()).hasSize(viewed.patches());
    }

    @Test
    void tokensEqualThoseOfTheEncoder() throws IOException {
        ViewedImage viewed = view(71, 53, ViewSize.exactly(new ImageSize(24, 48)));
        try (PointerScope scope = new PointerScope()) {
            Tensor pixels =
                    Tensors.of(viewed.rgb(), 1, 24, 48, 3).permute(0, 3, 1, 2).contiguous();
            float[] expected = Tensors.toFloats(
                    encoder.features(Normalize.IMAGENET.apply(pixels)).patchTokens());
            assertThat(viewed.patchTokens()).containsExactly(expected, within(1e-5f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void rowsOfAttentionHaveTheSumOne(int block) {
        FeatureChoice choice =
                FeatureChoice.defaults(encoder.config()).withBlock(block).withNorm(FinalNorm.BEFORE);
        try (FeatureViewer viewer = new FeatureViewer(encoder, Precision.FP32, choice);
                PointerScope scope = new PointerScope()) {
            ViewedImage viewed = viewer.view("odd", Tensors.of(noise(3 * 40 * 24), 3, 40, 24));
            int row = 2 + 15;
            float[] weights = viewed.attentionWeights();
            assertThat(weights).hasSize(2 * 2 * row);
            for (int first = 0; first < weights.length; first += row) {
                double sum = 0;
                for (int i = first; i < first + row; i++) {
                    sum += weights[i];
                }
                assertThat(sum).isCloseTo(1, within(1e-5));
            }
        }
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(3).nextBytes(noise);
        return noise;
    }

    @Test
    void theMeanIsOverHeadsAndTokens() throws IOException {
        ViewedImage viewed = view(64, 64, ViewSize.shorterSide(32));
        float sum = 0;
        for (int token = 0; token < 2; token++) {
            for (int head = 0; head < 2; head++) {
                sum += viewed.attention(token, head).at(1, 2);
            }
        }
        assertThat(viewed.attention().at(1, 2)).isCloseTo(sum / 4, within(1e-6f));
    }

    @Test
    void similarityIsOneAtThePointAndAtMostOneElsewhere() throws IOException {
        ViewedImage viewed = view(71, 53, ViewSize.shorterSide(40));
        PatchMap map = viewed.similarity(viewed, 3, 6);

        assertThat(map.at(3, 6)).isCloseTo(1, within(1e-6f));
        assertThat(map.largest()).isLessThanOrEqualTo(1 + 1e-6f);
        assertThat(map.smallest()).isLessThan(1 - 1e-4f);
        assertThatThrownBy(() -> viewed.similarity(viewed, 5, 0))
                .hasMessage("there is no patch in row 5 and column 0 of 5 x 7");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0", "70, 52, 4, 6", "35, 26, 2, 3", "70, 0, 0, 6"})
    void aPixelIsInItsPatch(int x, int y, int row, int column) {
        Framing framing = ViewSize.shorterSide(40).framing(71, 53, 8);

        assertThat(PatchPoint.of(x, y, 71, 53, framing, 8)).isEqualTo(new PatchPoint(row, column));
    }

    @Test
    void aPixelOutsideOfTheImageOrTheCropIsRefused() {
        Framing framing = ViewSize.exactly(new ImageSize(32, 32)).framing(100, 50, 8);

        assertThatThrownBy(() -> PatchPoint.of(100, 3, 100, 50, framing, 8))
                .hasMessage("the image has 100 x 50 pixels; there is no pixel 100,3: x is 0 to 99, y is 0 to 49");
        assertThatThrownBy(() -> PatchPoint.of(1, 3, 100, 50, framing, 8))
                .hasMessage("the pixel 1,3 is not in the centre crop of 32 x 32 pixels that the encoder sees");
        assertThat(PatchPoint.of(50, 25, 100, 50, framing, 8)).isEqualTo(new PatchPoint(2, 2));
    }

    @Test
    void aSizeThatIsNoMultipleOfThePatchIsRefused() {
        assertThatThrownBy(() -> view(64, 64, ViewSize.shorterSide(36)))
                .hasMessage("the patch size 8 does not divide the shorter side of 36 pixels");
        assertThatThrownBy(() -> view(64, 64, ViewSize.exactly(new ImageSize(32, 36))))
                .hasMessageContaining("36");
    }
}
