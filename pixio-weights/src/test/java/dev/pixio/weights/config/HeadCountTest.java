package dev.pixio.weights.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.weights.tensor.WeightsException;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadCountTest {

    private static final String NAME = "pixio_vit1b16_enc1536x48h24_dec512x32h16";

    /** From facebookresearch/pixio, pixio.py: B, L, H, 1B and 5B; no model has a width of 640. */
    @ParameterizedTest
    @CsvSource({"768,12", "1024,16", "1280,16", "1536,24", "3072,32", "640,10"})
    void aWidthHasAUsualNumberOfHeads(int width, int heads) throws WeightsException {
        assertThat(HeadCount.ofEncoder(width, OptionalInt.empty(), Map.of())).isEqualTo(heads);
    }

    @Test
    void givenHeadsPrecedeThoseOfTheNameAndTheUsualOnes() throws WeightsException {
        Map<String, String> named = Map.of("args.model", "x_enc768x12h6_dec512x32h8");

        assertThat(HeadCount.ofEncoder(768, OptionalInt.of(24), named)).isEqualTo(24);
        assertThat(HeadCount.ofEncoder(768, OptionalInt.empty(), named)).isEqualTo(6);
        assertThat(HeadCount.ofDecoder(512, OptionalInt.empty(), named)).isEqualTo(8);
        assertThat(HeadCount.ofDecoder(512, OptionalInt.empty(), Map.of())).isEqualTo(16);
        assertThat(HeadCount.ofDecoder(384, OptionalInt.empty(), Map.of())).isEqualTo(12);
    }

    @Test
    void theNameOfAModelOfAnotherWidthIsIgnored() throws WeightsException {
        assertThat(HeadCount.ofEncoder(1280, OptionalInt.empty(), Map.of("args.model", NAME)))
                .isEqualTo(16);
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        assertThatThrownBy(() -> HeadCount.ofEncoder(768, OptionalInt.of(7), Map.of()))
                .hasMessage("the encoder's width of 768 is not a multiple of 7 heads (--heads)");
        assertThatThrownBy(() -> HeadCount.ofEncoder(100, OptionalInt.empty(), Map.of()))
                .hasMessageContaining("set --heads");
    }
}
