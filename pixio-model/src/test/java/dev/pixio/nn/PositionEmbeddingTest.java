package dev.pixio.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionEmbeddingTest {

    @ParameterizedTest
    @CsvSource({
        "encoder,8,8,8,48",
        "decoder,8,8,8,32",
        "one_class_token,1,4,4,48",
        "no_class_token,0,4,4,32",
        "oblong,0,6,10,48"
    })
    void sineAndCosineAreMaes(String name, int classTokens, int rows, int columns, int dim) {
        try (PointerScope scope = new PointerScope()) {
            Tensor golden = Golden.read("sincos.safetensors").get(name);

            Compare.close(name, PositionEmbedding.sincos(classTokens, rows, columns, dim), golden, 2e-6);
        }
    }

    @ParameterizedTest
    @CsvSource({"to_12x12,12,12", "to_16x8,16,8", "to_4x4,4,4", "to_6x10,6,10"})
    void otherGridsAreInterpolatedAsTimmDoes(String name, int rows, int columns) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Golden golden = Golden.read("interpolate.safetensors");
            PositionEmbedding positions = new PositionEmbedding(Positions.LEARNED, 8, 8, 8, 48);
            positions.ofAll().copy_(golden.get("positions"));

            Compare.close(name, positions.resizedTo(rows, columns, PositionResize.ANTIALIASED), golden.get(name), 1e-5);
        }
    }

    @Test
    void fixedPositionsAreNotTrainedAndLearnedOnesAre() {
        assertThat(Tensors.parameters(new PositionEmbedding(Positions.SINCOS, 1, 2, 2, 8)))
                .isEmpty();
        assertThat(Tensors.parameters(new PositionEmbedding(Positions.LEARNED, 1, 2, 2, 8)))
                .containsOnlyKeys("table");
    }

    @Test
    void aWidthThatFourDoesNotDivideIsRefused() {
        assertThatThrownBy(() -> new PositionEmbedding(Positions.SINCOS, 1, 2, 2, 10))
                .hasMessage("sincos positions need a width that 4 divides, not 10");
    }
}
