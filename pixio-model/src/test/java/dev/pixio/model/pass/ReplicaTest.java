package dev.pixio.model.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Tensors;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class ReplicaTest {

    private static final PixioConfig CONFIG = new PixioConfig(
            new PatchGrid(16, 16, 3, 4),
            new EncoderConfig(16, 1, 2, 4, 2, 0),
            new DecoderConfig(8, 1, 2, 4),
            new MaskConfig(0.75, 1),
            Positions.LEARNED,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

    @Test
    void weightsAreThoseOfTheOriginalAlsoWhenTheyChange() {
        Pixio original = new Pixio(CONFIG, 0);
        try (Replica replica = new Replica(original);
                PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> shared = Tensors.state(replica.model());
            Tensors.state(original).values().forEach(tensor -> tensor.add_(new Scalar(1.5)));
            long version = parameter(replica.model())._version();

            replica.refresh();

            Tensors.state(original).forEach((name, tensor) -> {
                Tensor same = Objects.requireNonNull(shared.get(name), name);
                assertThat(same.equal(tensor)).as(name).isTrue();
                assertThat(same.data_ptr()).as(name).isEqualTo(tensor.data_ptr());
            });
            assertThat(parameter(replica.model())._version())
                    .as("copies of the weight are renewed")
                    .isGreaterThan(version);
            replica.refresh();
            assertThat(parameter(replica.model())._version()).isEqualTo(version + 1);
        }
    }

    @Test
    void whatTheOriginalTrainsIsTrained() {
        Pixio original = new Pixio(CONFIG, 0);
        try (Replica replica = new Replica(original)) {
            parameter(original).requires_grad_(false);
            replica.refresh();
            assertThat(parameter(replica.model()).requires_grad()).isFalse();

            parameter(original).requires_grad_(true);
            replica.refresh();
            assertThat(parameter(replica.model()).requires_grad()).isTrue();
        }
    }

    @Test
    void gradientsAreAddedToThoseOfTheOriginal() {
        Pixio original = new Pixio(CONFIG, 0);
        try (Replica replica = new Replica(original);
                PointerScope scope = new PointerScope()) {
            Map<String, Tensor> originals = Tensors.parameters(original);
            Map<String, Tensor> shared = Tensors.parameters(replica.model());
            String without = "encoder.norm.bias"; // only the replica has a gradient of it
            originals.forEach((name, parameter) -> {
                if (!name.equals(without)) {
                    parameter.mutable_grad().put(torch.ones_like(parameter));
                }
            });
            shared.values()
                    .forEach(parameter -> parameter.mutable_grad().put(torch.full_like(parameter, new Scalar(2))));

            for (int group = 0; group < ParameterGroups.count(original); group++) {
                replica.moveGradients(group);
            }

            originals.forEach(
                    (name, parameter) -> assertThat(parameter.grad().min().item_double())
                            .as(name)
                            .isEqualTo(parameter.grad().max().item_double())
                            .isEqualTo(name.equals(without) ? 2 : 3));
            shared.forEach((name, parameter) ->
                    assertThat(parameter.grad().defined()).as(name).isFalse());
        }
    }

    private static Tensor parameter(Pixio model) {
        return model.encoder().classTokens();
    }
}
