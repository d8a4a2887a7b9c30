package dev.pixio.weights.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PixioConfig.TokenStart;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.config.HeadCount.Origin;
import dev.pixio.weights.tensor.WeightsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadCountTest {

    private static final PixioConfig PLAN = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(128, 2, 4, 4, 4, 0),
            new DecoderConfig(48, 2, 3, 4),
            new MaskConfig(0.75, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            TokenStart.EQUAL);

    private static final String NAME = "pixio_vit1b16_enc1536x48h24_dec512x32h16";

    /** From facebookresearch/pixio, pixio.py: B, L, H, 1B and 5B; the others from timm's vision transformers. */
    @ParameterizedTest
    @CsvSource({"192,3", "384,6", "768,12", "1024,16", "1152,16", "1280,16", "1408,16", "1536,24", "3072,32", "640,10"})
    void aPublishedWidthHasAUsualNumberOfHeadsWhichIsAnAssumption(int width, int heads) throws WeightsException {
        HeadCount count = HeadCount.ofEncoder(width, WeightHints.NONE, StatedHeads.NONE, false);

        assertThat(count).isEqualTo(new HeadCount(heads, Origin.ASSUMED));
        assertThat(count.assumption("encoder", width, "--heads"))
                .isEqualTo("the file does not state the number of attention heads of the encoder: " + heads
                        + " are assumed, the usual number for a width of " + width + "; if it is another, set --heads");
    }

    /** DINOv3's encoders of a width that others have, too. */
    @ParameterizedTest
    @CsvSource({"1280, true, 20", "1280, false, 16", "4096, true, 32", "384, true, 6"})
    void headsOfRotaryEncodersAreThoseOfDinov3(int width, boolean rotary, int heads) throws WeightsException {
        assertThat(HeadCount.ofEncoder(width, WeightHints.NONE, StatedHeads.NONE, rotary))
                .isEqualTo(new HeadCount(heads, Origin.ASSUMED));
    }

    @Test
    void anEncoderOfOneUsualHeadHasOne() throws WeightsException {
        assertThat(HeadCount.ofEncoder(64, WeightHints.NONE, StatedHeads.NONE, false))
                .isEqualTo(new HeadCount(1, Origin.ASSUMED));
    }

    @Test
    void theHeadsOfAnotherWidthMustBeGiven() throws WeightsException {
        assertThatThrownBy(() -> HeadCount.ofEncoder(128, WeightHints.NONE, StatedHeads.NONE, false))
                .isInstanceOf(WeightsException.class)
                .hasMessage(
                        "the number of attention heads of the encoder of width 128 cannot be derived from the weights;"
                                + " set --heads N, a divisor of 128 such as 1, 2, 4, 8, 16");
        assertThat(HeadCount.ofEncoder(128, WeightHints.NONE.withHeads(4), StatedHeads.NONE, false))
                .isEqualTo(new HeadCount(4, Origin.STATED));
        assertThat(HeadCount.ofDecoder(384, WeightHints.NONE, StatedHeads.NONE).origin())
                .isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void headsAreThoseOfTheNameOfTheModel() throws WeightsException {
        Map<String, String> named = Map.of("args.model", "x_enc768x12h6_dec512x32h8");
        StatedHeads encoder = StatedHeads.encoderName(768, named);
        StatedHeads decoder = StatedHeads.decoderName(512, named);

        assertThat(HeadCount.ofEncoder(768, WeightHints.NONE, encoder, false))
                .isEqualTo(new HeadCount(6, Origin.STATED));
        assertThat(HeadCount.ofDecoder(512, WeightHints.NONE, decoder)).isEqualTo(new HeadCount(8, Origin.STATED));
        assertThat(HeadCount.ofDecoder(512, WeightHints.NONE, StatedHeads.NONE))
                .isEqualTo(new HeadCount(16, Origin.ASSUMED));
        assertThat(StatedHeads.encoderName(1280, Map.of("args.model", NAME))).isEqualTo(StatedHeads.NONE);
    }

    @Test
    void givenHeadsThatContradictTheFileAreRefused() throws WeightsException {
        StatedHeads stated = StatedHeads.encoderName(768, Map.of("args.model", "x_enc768x12h6_dec512x32h8"));

        assertThat(HeadCount.ofEncoder(768, WeightHints.NONE.withHeads(6), stated, false)
                        .number())
                .isEqualTo(6);
        assertThatThrownBy(() -> HeadCount.ofEncoder(768, WeightHints.NONE.withHeads(24), stated, false))
                .hasMessage(
                        "--heads 24 contradicts the model's name in the file, x_enc768x12h6_dec512x32h8, which has 6"
                                + " heads in the encoder; leave out --heads");
    }

    @Test
    void theHeadsOfAPlanOfTheSameWidthAreAssumed() throws WeightsException {
        WeightHints hints = WeightHints.NONE.withPlan(PLAN);

        HeadCount count = HeadCount.ofEncoder(128, hints, StatedHeads.NONE, false);
        assertThat(count).isEqualTo(new HeadCount(4, Origin.PLANNED));
        assertThat(count.assumption("encoder", 128, "--heads"))
                .endsWith("encoder: 4 are assumed, as in the plan; if it is another, set --heads");
        assertThat(HeadCount.ofDecoder(48, hints, StatedHeads.NONE)).isEqualTo(new HeadCount(3, Origin.PLANNED));
        assertThat(HeadCount.ofEncoder(768, hints, StatedHeads.NONE, false))
                .isEqualTo(new HeadCount(12, Origin.ASSUMED));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void headsBelowOneAreRefusedByTheOption(int heads) {
        assertThatThrownBy(() -> HeadCount.ofEncoder(64, WeightHints.NONE.withHeads(heads), StatedHeads.NONE, false))
                .hasMessage("--heads must be at least 1, not " + heads);
        assertThatThrownBy(() -> HeadCount.ofDecoder(64, WeightHints.NONE.withDecoderHeads(heads), StatedHeads.NONE))
                .hasMessage("--decoder-heads must be at least 1, not " + heads);
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        assertThatThrownBy(() -> HeadCount.ofEncoder(768, WeightHints.NONE.withHeads(7), StatedHeads.NONE, false))
                .hasMessage("the encoder's width of 768 is not a multiple of 7 heads (--heads)");
        assertThatThrownBy(() -> HeadCount.ofEncoder(100, WeightHints.NONE, StatedHeads.NONE, false))
                .hasMessageContaining("set --heads");
    }
}
