package dev.pixio.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.resize.Framing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncoderCardTest {

    private static final EncoderCard CARD = new EncoderCard(
            256,
            384,
            16,
            8,
            768,
            12,
            EncoderCard.Norm.BEFORE,
            PixelScale.IMAGENET,
            Framing.Fit.LETTERBOX,
            Map.of("recipe", "quick", "step", "7"));

    @Test
    void whatAFileSaysIsWhatWasWritten() {
        assertThat(EncoderCard.of(CARD.toMetadata())).isEqualTo(CARD);
        assertThat(CARD.patches()).isEqualTo(16 * 24);
    }

    @Test
    void otherPeoplesFilesAndLyingOnesAreRefusedByName() {
        assertThatThrownBy(() -> EncoderCard.of(Map.of("author", "somebody")))
                .hasMessageContaining("it was not exported by Pixio");
        assertThatThrownBy(() -> EncoderCard.of(without("pixio.patch_size")))
                .hasMessage("its metadata has no 'pixio.patch_size'");
        assertThatThrownBy(() -> EncoderCard.of(with("pixio.image_width", "-3")))
                .hasMessage("its metadata says '-3' for 'pixio.image_width'");
        assertThatThrownBy(() -> EncoderCard.of(with("pixio.norm", "around")))
                .hasMessage("its metadata says 'around' for 'pixio.norm'");
        assertThatThrownBy(() -> EncoderCard.of(with("pixio.mean", "0.5,much,0.5")))
                .hasMessage("its metadata says '0.5,much,0.5' for 'pixio.mean'");
        assertThatThrownBy(() -> EncoderCard.of(with("pixio.deviation", "1,1,0")))
                .hasMessageContaining("no deviation 0");
        assertThatThrownBy(() -> EncoderCard.of(with("pixio.onnx", "2"))).hasMessageContaining("version 2");
    }

    private static Map<String, String> without(String key) {
        Map<String, String> metadata = new LinkedHashMap<>(CARD.toMetadata());
        metadata.remove(key);
        return metadata;
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> metadata = new LinkedHashMap<>(CARD.toMetadata());
        metadata.put(key, value);
        return metadata;
    }
}
