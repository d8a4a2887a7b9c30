package dev.pixio.model.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.Pixio;
import dev.pixio.model.pass.ParameterGroups;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterGroupCostTest {

    @ParameterizedTest
    @EnumSource(Positions.class)
    void theGroupsOfAModelHaveTheseParametersInThisOrder(Positions positions) {
        PixioConfig config = new PixioConfig(
                new PatchGrid(48, 32, 3, 8),
                new EncoderConfig(24, 3, 2, 4, 2, 0),
                new DecoderConfig(16, 2, 2, 4),
                new MaskConfig(0.5, 1),
                positions,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
        try (PointerScope scope = new PointerScope()) {
            List<List<Long>> ofModel = ParameterGroups.of(new Pixio(config, 0)).groups().stream()
                    .map(group -> group.stream().map(Tensor::numel).toList())
                    .toList();

            assertThat(ParameterGroupCost.of(config).stream()
                            .map(ParameterGroupCost::parameters)
                            .toList())
                    .isEqualTo(ofModel);
        }
    }
}
