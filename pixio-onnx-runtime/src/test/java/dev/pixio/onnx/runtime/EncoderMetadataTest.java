package dev.pixio.onnx.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import dev.pixio.image.resize.Framing;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EncoderMetadataTest {

    private static final EncoderMetadata METADATA = new EncoderMetadata(
            256,
            384,
            16,
            8,
            768,
            12,
            EncoderMetadata.Norm.BEFORE,
            Framing.Fit.LETTERBOX,
            Map.of("recipe", "quick", "step", "7"),
            ImageInput.RGB);

    @Test
    void metadataSurvivesARoundTrip() {
        assertThat(EncoderMetadata.of(METADATA.toMap())).isEqualTo(METADATA);
        assertThat(METADATA.patches()).isEqualTo(16 * 24);
    }

    @Test
    void missingAndInvalidEntriesAreNamed() {
        assertThatThrownBy(() -> EncoderMetadata.of(Map.of("author", "unknown")))
                .hasMessageContaining("it was not exported by Pixio");
        assertThatThrownBy(() -> EncoderMetadata.of(without("pixio.patch_size")))
                .hasMessage("its metadata has no 'pixio.patch_size'");
        assertThatThrownBy(() -> EncoderMetadata.of(with("pixio.image_width", "-3")))
                .hasMessage("its metadata has the invalid value '-3' for 'pixio.image_width'");
        assertThatThrownBy(() -> EncoderMetadata.of(with("pixio.norm", "around")))
                .hasMessage("its metadata has the invalid value 'around' for 'pixio.norm'");
        assertThatThrownBy(() -> EncoderMetadata.of(with("pixio.mean", "0.5,much,0.5")))
                .hasMessage("its metadata has the invalid value '0.5,much,0.5' for 'pixio.mean'");
        assertThatThrownBy(() -> EncoderMetadata.of(with("pixio.deviation", "1,1,0")))
                .hasMessageContaining("no deviation 0");
        assertThatThrownBy(() -> EncoderMetadata.of(with("pixio.onnx", "2"))).hasMessageContaining("version 2");
    }

    @Test
    void statisticsThatContradictTheInputAreRefused() {
        EncoderMetadata grey = new EncoderMetadata(
                32,
                32,
                8,
                1,
                48,
                2,
                EncoderMetadata.Norm.AFTER,
                Framing.Fit.CROP,
                Map.of(),
                ImageInput.of(1, Scaling.RANGE, Pages.FIRST));
        Map<String, String> metadata = new LinkedHashMap<>(grey.toMap());
        assertThat(EncoderMetadata.of(metadata)).isEqualTo(grey);

        metadata.put("pixio.mean", "0.25");
        assertThatThrownBy(() -> EncoderMetadata.of(metadata)).hasMessageContaining("contradicts itself");
    }

    private static Map<String, String> without(String key) {
        Map<String, String> metadata = new LinkedHashMap<>(METADATA.toMap());
        metadata.remove(key);
        return metadata;
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> metadata = new LinkedHashMap<>(METADATA.toMap());
        metadata.put(key, value);
        return metadata;
    }
}
