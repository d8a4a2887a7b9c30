package dev.pixio.model.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.golden.Compare;
import dev.pixio.golden.Golden;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturePassTest {

    @ParameterizedTest
    @ValueSource(strings = {"cell2", "cell4"})
    void theFeaturesAreLightlys(String size) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model(size, Positions.SINCOS);
            Golden golden = Golden.read(size + "/forward.safetensors");
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32)) {

                Features features = pass.features(golden.get("images"));

                Compare.close("representation", features.representation(), golden.get("representation"), 1e-5);
                int classTokens = model.config().encoder().classTokens();
                Compare.close(
                        "patch tokens",
                        features.patchTokens(),
                        golden.get("features").narrow(1, classTokens, 64),
                        1e-5);
            }
        }
    }

    @Test
    void severalBlocksComeFromOnePass() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell2", Positions.SINCOS);
            Tensor images = Golden.read("cell2/forward.safetensors").get("images");
            int depth = model.config().encoder().depth();
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32)) {

                List<Features> features = pass.features(images, List.of(1, depth), FinalNorm.AFTER);

                for (int i = 0; i < 2; i++) {
                    Features alone = model.encoder().features(images, i == 0 ? 1 : depth, FinalNorm.AFTER);
                    Compare.close("patches", features.get(i).patchTokens(), alone.patchTokens(), 1e-5);
                    Compare.close("class tokens", features.get(i).classTokens(), alone.classTokens(), 1e-5);
                }
                assertThatThrownBy(() -> pass.features(images, List.of(depth, 1), FinalNorm.AFTER))
                        .hasMessageContaining("must be ascending");
            }
        }
    }

    @Test
    void imagesMayHaveAnotherSizeThanTheModels() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell2", Positions.LEARNED);
            Tensor images = torch.randn(2, 3, 96, 40);
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32)) {

                Features features = pass.features(images);

                Features expected = model.encoder().features(images);
                Compare.close("patch tokens", features.patchTokens(), expected.patchTokens(), 1e-5);
                assertThat(features.rows()).isEqualTo(12);
                assertThat(features.columns()).isEqualTo(5);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FinalNorm.class)
    void featuresOfAnyBlockAreThoseOfTheEncoder(FinalNorm norm) {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell2", Positions.SINCOS);
            Tensor images = Golden.read("cell2/forward.safetensors").get("images");
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32)) {
                for (int depth = 1; depth <= model.config().encoder().depth(); depth++) {

                    Features features = pass.features(images, depth, norm);

                    Features expected = model.encoder().features(images, depth, norm);
                    Compare.close("class tokens", features.classTokens(), expected.classTokens(), 1e-5);
                    Compare.close("patch tokens", features.patchTokens(), expected.patchTokens(), 1e-5);
                }
            }
        }
    }

    /** With fewer images than workers, as many, and numbers that they do not divide. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void featuresDoNotDependOnHowTheImagesAreDividedAmongWorkers(int images) {
        int before = Libtorch.threads();
        Libtorch.setThreads(3);
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell2", Positions.SINCOS);
            Tensor several = torch.randn(images, 3, 64, 64);
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32)) {
                Tensor tokens = pass.features(several).patchTokens();

                Compare.close(
                        "patch tokens",
                        tokens,
                        model.encoder().features(several).patchTokens(),
                        1e-5);
                assertThat(pass.features(several).patchTokens().equal(tokens))
                        .as("the same bits each time")
                        .isTrue();
            }
        } finally {
            Libtorch.setThreads(before);
        }
    }

    @Test
    void aBlockThatDoesNotExistIsNamed() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell2", Positions.SINCOS);
            int depth = model.config().encoder().depth();
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32)) {
                assertThatThrownBy(() -> pass.features(torch.randn(1, 3, 64, 64), depth + 1, FinalNorm.AFTER))
                        .hasMessage("there is no block " + (depth + 1) + "; the encoder has 1 to " + depth);
            }
        }
    }

    @Test
    void inBf16TheFeaturesHaveTheSameDirection() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell2", Positions.SINCOS);
            Tensor images = Golden.read("cell2/forward.safetensors").get("images");
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.BF16)) {
                Tensor half = pass.features(images).representation();
                Tensor full = model.encoder().features(images).representation();

                double cosine = torch.cosine_similarity(half, full).min().item_double();

                assertThat(cosine).isGreaterThan(0.9999).isLessThan(1);
            }
        }
    }

    @Test
    void aPassUsesWeightsThatWereChangedAfterThePassBefore() {
        try (PointerScope scope = new PointerScope()) {
            Pixio model = Golden.model("cell2", Positions.SINCOS);
            Tensor images = Golden.read("cell2/forward.safetensors").get("images");
            try (FeaturePass pass = new FeaturePass(model.encoder(), Precision.FP32)) {
                pass.features(images);
                try (NoGradGuard noGrad = new NoGradGuard()) {
                    Tensors.parameters(model).values().forEach(parameter -> parameter.mul_(new Scalar(0.5)));
                }

                Tensor after = pass.features(images).representation();

                Compare.close(
                        "representation",
                        after,
                        model.encoder().features(images).representation(),
                        1e-5);
            }
        }
    }
}
