package dev.pixio.downstream.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.downstream.ReferenceFile;
import dev.pixio.golden.Compare;
import dev.pixio.model.Features;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class BlockTokensTest {

    @Test
    void mapsHavePatchesAndTheMeanOfTheClassTokensEverywhere() {
        try (PointerScope scope = new PointerScope()) {
            ReferenceFile reference = ReferenceFile.read("maps");
            Tensor tokens = reference.get("tokens");

            BlockTokens blocks =
                    BlockTokens.of(List.of(new Features(tokens.narrow(1, 0, 4), tokens.narrow(1, 4, 15), 3, 5)));

            Compare.close("maps", blocks.maps().get(0), reference.get("maps"), 1e-6);
            assertThat(Tensors.shape(blocks.blocks().get(0))).containsExactly(2, 16, 6);
        }
    }
}
