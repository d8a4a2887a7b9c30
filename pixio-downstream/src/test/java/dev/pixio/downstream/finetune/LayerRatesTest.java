package dev.pixio.downstream.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerRatesTest {

    private static final LayerRates RATES = new LayerRates(12, 0.75);

    @ParameterizedTest
    @CsvSource({
        "encoder.class_tokens, 13",
        "encoder.positions.table, 13",
        "encoder.embedding.projection.weight, 13",
        "encoder.blocks.0.norm1.weight, 12",
        "encoder.blocks.11.mlp.fc1.weight, 1",
        "encoder.norm.weight, 0",
        "head.classifier.weight, 0"
    })
    void aLayerHasTheDecayTimesTheRateOfTheLayerAbove(String parameter, int layersAbove) {
        assertThat(RATES.scale(parameter)).isEqualTo(Math.pow(0.75, layersAbove), Offset.offset(1e-15));
    }
}
