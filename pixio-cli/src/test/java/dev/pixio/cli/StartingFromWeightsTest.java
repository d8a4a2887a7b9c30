package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.model.Pixio;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.safetensors.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code pretrain --init} and its messages. */
class StartingFromWeightsTest {

    private static final String[] TINY = {
        "pretrain",
        "--recipe",
        "quick",
        "--scenes",
        "8",
        "--batch-size",
        "4",
        "--model",
        "32x2x2",
        "--patch-size",
        "8",
        "--class-tokens",
        "2",
        "--decoder",
        "16x1x2",
        "--seed",
        "5"
    };

    @TempDir
    private Path folder;

    @Test
    void anEncoderAloneIsAdaptedWithAHint() throws IOException {
        Path encoder = encoder();

        Cli run = tiny("--image-size", "48", "--init", encoder.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .startsWith(
                        "init      the encoder of " + encoder + " (layout pixio)",
                        "          the file has no decoder: a new one is initialised (seed 5)",
                        "          positions: recomputed, from 4 x 4 to 6 x 6 patches",
                        "hint      --freeze-encoder-for 0.1 trains the new decoder alone first, which protects the"
                                + " encoder");
    }

    @Test
    void weightsThatAreNotFiniteAreRefusedBeforeARunIsCreated() throws IOException {
        Path encoder = encoder();
        Path spoiled = folder.resolve("spoiled.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Safetensors content = Safetensors.read(encoder);
            Map<String, Tensor> tensors = new LinkedHashMap<>(content.tensors());
            tensors.computeIfPresent(
                    "encoder.norm.bias",
                    (name, bias) -> bias.mul(bias).mul(new Scalar(0.0)).log());
            Safetensors.write(spoiled, tensors, content.metadata());
        }

        Cli run = tiny("--image-size", "48", "--init", spoiled.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "pixio: " + spoiled + ": the weights are not finite: 'encoder.norm.bias' has 32"
                                + " infinite numbers of 32 numbers; use an earlier checkpoint or another copy of the file");
        assertThat(folder.resolve("out")).doesNotExist();

        Path kept = folder.resolve("kept.safetensors");
        Cli converted = Cli.run("convert", "--from", spoiled.toString(), "--to", kept.toString());
        assertThat(converted.code()).isZero();
        assertThat(converted.out())
                .contains("warning    not finite, and kept: 'encoder.norm.bias' has 32 infinite numbers of 32 numbers");
    }

    @Test
    void aFrozenEncoderDoesNotChangeAndNeedsNoHint() throws IOException {
        Path encoder = encoder();

        Cli run = tiny("--image-size", "32", "--init", encoder.toString(), "--freeze-encoder-for", "1epoch");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("frozen    the encoder for 2 of 2 steps").doesNotContain("hint");
        Map<String, List<Float>> before = weights(encoder);
        Map<String, List<Float>> after = weights(folder.resolve("out"));
        before.forEach((name, values) -> assertThat(after.get(name)).as(name).isEqualTo(values));
        assertThat(PlanFile.read(folder.resolve("out/config.yaml")).freeze().encoderFor())
                .isEqualTo("1epochs");
    }

    @Test
    void frozenBlocksAreListedInThePlan() throws IOException {
        Cli run = tiny("--image-size", "32", "--init", encoder().toString(), "--freeze-blocks", "1");

        assertThat(run.out())
                .contains("frozen    patch projection, class tokens, positions and the first block\n")
                .doesNotContain("hint");
    }

    @Test
    void anInvalidDurationIsWrongUsage() {
        Cli run = tiny("--image-size", "32", "--freeze-encoder-for", "10");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .startsWith(
                        "pixio: --freeze-encoder-for: a share of the run must be at most 1 (with a unit: 10epochs or 500steps), not 10");
        assertThat(tiny("--image-size", "32", "--freeze-blocks", "3").err())
                .startsWith(
                        "pixio: --freeze-blocks: the number of frozen blocks must be at most the encoder's 2, not 3");
    }

    private Cli tiny(String... more) {
        List<String> arguments = new ArrayList<>(List.of(TINY));
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        return Cli.run(arguments.toArray(String[]::new));
    }

    /** An encoder of the runs' shape at 32 pixels, without a decoder. */
    private Path encoder() throws IOException {
        try (PointerScope scope = new PointerScope()) {
            TrainingPlan quick = TrainingPlan.recipe("quick").encoder("32x2x2").build();
            PixioConfig config = new PixioConfig(
                    new PatchGrid(32, 32, 3, 8),
                    quick.model().encoder().withClassTokens(2),
                    quick.model().decoder(),
                    quick.model().mask(),
                    quick.model().positions(),
                    quick.model().positionResize(),
                    quick.model().tokens());
            Path whole = folder.resolve("whole.safetensors");
            ModelFile.save(whole, new Pixio(config, 77), Map.of());
            Safetensors content = Safetensors.read(whole);
            Map<String, Tensor> kept = new LinkedHashMap<>(content.tensors());
            kept.keySet().removeIf(name -> name.startsWith("decoder."));
            Path encoder = folder.resolve("encoder.safetensors");
            Safetensors.write(encoder, kept, content.metadata());
            return encoder;
        }
    }

    private static Map<String, List<Float>> weights(Path path) throws IOException {
        Map<String, List<Float>> weights = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            ModelFile.open(path).weights().forEach((name, tensor) -> {
                List<Float> values = new ArrayList<>();
                for (float value : Tensors.toFloats(tensor)) {
                    values.add(value);
                }
                weights.put(name, values);
            });
        }
        return weights;
    }
}
