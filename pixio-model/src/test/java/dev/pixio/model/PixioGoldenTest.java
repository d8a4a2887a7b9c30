package dev.pixio.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compared with lightly's Pixio example, run in Python on the same weights, images and noise. */
class PixioGoldenTest {

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void theMaskIsLightlys(String size) {
        try (PointerScope scope = new PointerScope()) {
            PixioConfig config = Golden.config(size, Positions.SINCOS);
            Golden golden = Golden.read(size + "/forward.safetensors");

            GridMask mask = GridMask.fromNoise(golden.get("noise"), config.grid(), config.mask());

            int classTokens = config.encoder().classTokens();
            assertThat(Tensors.toLongs(mask.keptTokens(classTokens)))
                    .isEqualTo(Tensors.toLongs(golden.get("idx_keep")));
            assertThat(Tensors.toLongs(mask.maskedTokens(classTokens)))
                    .isEqualTo(Tensors.toLongs(golden.get("idx_mask")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void theForwardPassIsLightlys(String size) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model(size, Positions.SINCOS);
            Golden golden = Golden.read(size + "/forward.safetensors");
            GridMask mask = mask(model, golden);

            Tensor patches = Patches.of(golden.get("images"), 8);
            Tensor encoded = model.encoder()
                    .forward(
                            patches,
                            mask.kept(),
                            BlockRunner.inOrder(model.encoder().blocks(), DropPath.NONE));
            Reconstruction reconstruction = model.forward(golden.get("images"), mask);

            Compare.close("encoded tokens", encoded, golden.get("x_encoded"), 1e-5);
            Compare.close("predictions", reconstruction.predicted(), golden.get("predictions"), 1e-5);
            Compare.close("targets", reconstruction.target(), golden.get("targets"), 1e-5);
            Compare.close("loss", reconstruction.loss(), golden.get("loss"), 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void theFeaturesOfAWholeImageAreLightlys(String size) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model(size, Positions.SINCOS);
            Golden golden = Golden.read(size + "/forward.safetensors");

            Features features = model.encoder().features(golden.get("images"));

            int classTokens = model.config().encoder().classTokens();
            Tensor all = golden.get("features");
            Compare.close("class tokens", features.classTokens(), all.narrow(1, 0, classTokens), 1e-5);
            Compare.close("patch tokens", features.patchTokens(), all.narrow(1, classTokens, 64), 1e-5);
            Compare.close("representation", features.representation(), golden.get("representation"), 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void everyGradientIsLightlys(String size) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model(size, Positions.LEARNED);
            Golden golden = Golden.read(size + "/forward.safetensors");

            model.forward(golden.get("images"), mask(model, golden)).loss().backward();

            Map<String, Tensor> expected =
                    Golden.read(size + "/gradients.safetensors").byPixioNames();
            expected.putAll(
                    Golden.read(size + "/gradients_positions.safetensors").byPixioNames());
            Map<String, Tensor> parameters = Tensors.parameters(model);
            assertThat(parameters.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
            parameters.forEach((name, parameter) -> Compare.relativelyClose(
                    "gradient of " + name, parameter.grad(), expected.getOrDefault(name, parameter), 1e-5));
        }
    }

    @Test
    void afterManualSeedTheRandomMaskIsLightlys() {
        Golden golden = Golden.read("masks.safetensors");
        int cases = Integer.parseInt(golden.metadata("cases"));
        assertThat(cases).isGreaterThan(5);
        for (int i = 0; i < cases; i++) {
            try (PointerScope scope = new PointerScope()) {
                String name = "case" + i;
                long[] config = Tensors.toLongs(golden.get(name + ".config")); // seed, batch, grid, cell, class tokens
                double ratio = golden.get(name + ".ratio").item_double();
                PatchGrid grid = new PatchGrid((int) config[2] * 16, (int) config[2] * 16, 3, 16);

                if (ratio == 0) {
                    // lightly masks nothing then, and its loss is the mean of no values.
                    assertThatThrownBy(() -> new MaskConfig(ratio, (int) config[3]))
                            .hasMessage("mask ratio must be more than 0 and less than 1, not 0.0");
                    continue;
                }
                MaskConfig mask = new MaskConfig(ratio, (int) config[3]);
                int classTokens = (int) config[4];

                if (golden.get(name + ".idx_keep").size(1) == classTokens) {
                    // lightly accepts masks that keep no patch; here that is an error in the settings.
                    assertThatThrownBy(() -> GridMask.random(config[1], grid, mask))
                            .hasMessageStartingWith("a mask ratio of " + ratio + " keeps none of 1 cells");
                    continue;
                }
                torch.manual_seed(config[0]);
                GridMask drawn = GridMask.random(config[1], grid, mask);

                assertThat(Tensors.toLongs(drawn.keptTokens(classTokens)))
                        .as(name)
                        .isEqualTo(Tensors.toLongs(golden.get(name + ".idx_keep")));
                assertThat(Tensors.toLongs(drawn.maskedTokens(classTokens)))
                        .as(name)
                        .isEqualTo(Tensors.toLongs(golden.get(name + ".idx_mask")));
            }
        }
    }

    private static GridMask mask(Pixio model, Golden golden) {
        return GridMask.fromNoise(
                golden.get("noise"), model.config().grid(), model.config().mask());
    }
}
