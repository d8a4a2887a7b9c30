package dev.pixio.train.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.JpegScaling;
import dev.pixio.model.config.EncoderOptions;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.PositionEncoding;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.option.LayerScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.train.plan.interval.CheckpointInterval;
import dev.pixio.train.run.TrainingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class PlanFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void everyRecipeIsReadBackFromItsFile(Recipe recipe) throws IOException {
        TrainingPlan plan = TrainingPlan.recipe(recipe.toString()).seed(42).build();
        Path file = folder.resolve("config.yaml");

        PlanFile.write(file, plan);

        assertThat(PlanFile.read(file)).isEqualTo(plan);
        assertThat(file).content().contains("recipe: " + recipe).contains("learningRate:");
    }

    @Test
    void jpegScalingIsPartOfThePlan() throws IOException {
        TrainingPlan plan = TrainingPlan.recipe("lightly").build();
        Path file = folder.resolve("config.yaml");
        PlanFile.write(file, plan);
        assertThat(file).content().contains("jpegScaling: \"on\"");

        Files.writeString(file, Files.readString(file).replace("\"on\"", "off"));
        assertThat(PlanFile.read(file).data().jpegScaling()).isEqualTo(JpegScaling.OFF);
    }

    @Test
    void planOfAnEarlierVersionKeepsItsPositionResize() throws IOException {
        TrainingPlan plan = TrainingPlan.recipe("paper").build();
        assertThat(plan.model().positionResize()).isEqualTo(PositionResize.PLAIN);
        Path file = folder.resolve("config.yaml");
        String earlier = PlanFile.toYaml(plan).replaceFirst("(?m)^ *positionResize: plain\n", "");
        assertThat(earlier).doesNotContain("positionResize");
        Files.writeString(file, earlier);

        assertThat(PlanFile.read(file).model()).isEqualTo(plan.model().withPositionResize(PositionResize.ANTIALIASED));
    }

    @Test
    void optionsOfTheEncoderArePartOfThePlan() throws IOException {
        TrainingPlan plain = TrainingPlan.recipe("paper").build();
        PixioConfig model = plain.model();
        EncoderOptions options =
                new EncoderOptions(4, LayerScale.PER_CHANNEL, MlpKind.SWIGLU, PositionEncoding.rotary(100));
        TrainingPlan plan = new TrainingPlanBuilder(plain)
                .model(model.withEncoder(model.encoder().withOptions(options)))
                .build();
        Path file = folder.resolve("config.yaml");

        PlanFile.write(file, plan);

        assertThat(PlanFile.read(file)).isEqualTo(plan);
        assertThat(file).content().contains("registers: 4", "layerScale: per_channel", "mlp: swiglu", "kind: rotary");
        Files.writeString(file, Files.readString(file).replace("registers: 4", "registers: -1"));
        assertThatThrownBy(() -> PlanFile.read(file)).hasMessageContaining("registers must be at least 0, not -1");
    }

    @Test
    void freezeSettingsArePartOfThePlan() throws IOException {
        Path file = folder.resolve("config.yaml");
        for (String duration : new String[] {"10epochs", "1.5epochs", "500steps", "0.1", "1", "none"}) {
            TrainingPlan plan = TrainingPlan.recipe("paper")
                    .freeze(new FreezePlan(duration, 4))
                    .build();
            PlanFile.write(file, plan);
            assertThat(PlanFile.read(file)).isEqualTo(plan);
            assertThat(PlanFile.read(file).freeze().encoderFor()).isEqualTo(duration);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PlanFileTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void maxUnreadableIsReadUnderItsEarlierName() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, resource("config-with-max-broken.yaml"));

        TrainingPlan plan = PlanFile.read(file);

        assertThat(plan.data()).isEqualTo(new DataPlan("photos", 64, 0.25, 0.75, 0.5, 0.03125, JpegScaling.ON));
        assertThat(PlanFile.toYaml(plan)).contains("maxUnreadable: 0.03125").doesNotContain("maxBroken");
    }

    @Test
    void renamedSettingIsNotAChangeOfAnEarlierCheckpoint() throws IOException {
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, resource("config-with-max-broken.yaml"));
        JsonNode saved = YAMLMapper.builder().build().readTree(resource("config-with-max-broken.yaml"));

        assertThat(PlanChange.between(saved, PlanFile.read(file))).isEmpty();
    }

    @Test
    void theWayToComputeGradientsIsKeptAndThatOfAnEarlierVersionWasAutomatic() throws IOException {
        TrainingPlan plan = TrainingPlan.recipe("lightly").build();
        TrainingPlan explicit = plan.withMachine(plan.machine().withGradients(GradientMethod.EXPLICIT));
        Path file = folder.resolve("config.yaml");
        PlanFile.write(file, explicit);

        assertThat(PlanFile.read(file)).isEqualTo(explicit).isNotEqualTo(plan);

        String earlier = Files.readString(file).replaceFirst("(?m)^ *gradients: explicit\n", "");
        assertThat(earlier).doesNotContain("gradients");
        Files.writeString(file, earlier);
        assertThat(PlanFile.read(file)).isEqualTo(plan);
    }

    @Test
    void theUseOfAGpuIsKeptAndThatOfAnEarlierVersionWasAutomatic() throws IOException {
        TrainingPlan plan = TrainingPlan.recipe("lightly").build();
        TrainingPlan recorded = plan.withMachine(
                plan.machine().withCudaGraphs(MachinePlan.GpuUse.ON).withQueueAhead(MachinePlan.GpuUse.OFF));
        Path file = folder.resolve("config.yaml");
        PlanFile.write(file, recorded);

        assertThat(PlanFile.read(file)).isEqualTo(recorded).isNotEqualTo(plan);

        String earlier = Files.readString(file).replaceAll("(?m)^ *(cudaGraphs|queueAhead): .*\n", "");
        assertThat(earlier).doesNotContain("cudaGraphs", "queueAhead");
        Files.writeString(file, earlier);
        assertThat(PlanFile.read(file)).isEqualTo(plan);
    }

    @Test
    void planOfAnEarlierVersionFreezesNothing() throws IOException {
        TrainingPlan plan = TrainingPlan.recipe("paper").build();
        Path file = folder.resolve("config.yaml");
        String earlier = PlanFile.toYaml(plan).replaceFirst("(?m)^freeze:\n(  .*\n)+", "");
        assertThat(earlier).doesNotContain("freeze");
        Files.writeString(file, earlier);

        assertThat(PlanFile.read(file)).isEqualTo(plan);
        Files.writeString(file, earlier.replaceFirst("(?m)^ *positionResize: plain\n", ""));
        assertThat(PlanFile.read(file).freeze()).isEqualTo(FreezePlan.NONE);
    }

    @Test
    void planOfAnEarlierVersionKeepsAllReconstructions() throws IOException {
        TrainingPlan plan = TrainingPlan.recipe("lightly").build();
        Path file = folder.resolve("config.yaml");
        String earlier = PlanFile.toYaml(plan).replaceFirst("(?m)^ *keepReconstructions: 24\n", "");
        assertThat(earlier).doesNotContain("keepReconstructions");
        Files.writeString(file, earlier);

        assertThat(PlanFile.read(file).saving().keepReconstructions()).isZero();
        assertThat(PlanChange.between(YAMLMapper.builder().build().readTree(earlier), PlanFile.read(file)))
                .isEmpty();
    }

    /** The plan of the first version, as a file of a run and as a part of a checkpoint. */
    @ParameterizedTest
    @EnumSource
    void fileAndCheckpointOfAnEarlierVersionAreTheSamePlan(Recipe recipe) throws IOException {
        TrainingPlan plan = TrainingPlan.recipe(recipe.toString()).build();
        ObjectNode tree = PlanFile.toTree(plan);
        tree.without(List.of("init", "freeze", "guard"));
        ((ObjectNode) tree.path("model")).remove("positionResize");
        ((ObjectNode) tree.path("model").path("encoder")).remove("options");
        ObjectNode data = (ObjectNode) tree.path("data");
        data.set("maxBroken", data.remove("maxUnreadable"));
        tree.putObject("saving").put("everySteps", 7).put("keep", 2);
        Path file = folder.resolve("config.yaml");
        Files.writeString(file, YAMLMapper.builder().build().writeValueAsString(tree));

        TrainingPlan read = PlanFile.read(file);

        assertThat(PlanChange.between(tree, read)).isEmpty();
        assertThat(read.saving())
                .isEqualTo(new SavingPlan(CheckpointInterval.steps(7), 2, 0, 0, SavingPlan.OnWriteError.STOP));
        assertThat(read.model()).isEqualTo(plan.model().withPositionResize(PositionResize.ANTIALIASED));
        assertThat(read.data()).isEqualTo(plan.data());
        assertThat(read.guard()).isEqualTo(new GuardPlan(GuardPlan.OnNonFinite.STOP, 10));
        assertThat(read.freeze()).isEqualTo(new FreezePlan("none", 0));
        assertThat(read.init()).isEmpty();
    }

    @Test
    void invalidFileIsRefusedInOneLine() throws IOException {
        Path file = folder.resolve("config.yaml");
        String valid = PlanFile.toYaml(TrainingPlan.recipe("quick").build());
        for (String invalid :
                new String[] {"a: [", valid + "extra: 1\n", valid.replace("batchSize: 16", "batchSize: 0"), "", "[1, 2]"
                }) {
            Files.writeString(file, invalid);
            assertThatThrownBy(() -> PlanFile.read(file))
                    .as(invalid)
                    .isInstanceOf(TrainingException.class)
                    .hasMessageStartingWith(file + " is not a training plan: ")
                    .message()
                    .doesNotContain("\n");
        }
        assertThatThrownBy(() -> PlanFile.read(folder.resolve("absent"))).hasMessageStartingWith("there is no file ");
    }

    @Test
    void settingsOverrideSingleValuesOfARecipe() {
        TrainingPlan plan = TrainingPlan.recipe("paper")
                .encoder("b")
                .batchSize(1024)
                .maxSteps(7)
                .build();

        assertThat(plan.model().encoder().width()).isEqualTo(768);
        assertThat(plan.model().encoder().dropPath()).isEqualTo(0.4);
        assertThat(plan.optimizer().learningRate()).isEqualTo(1e-4); // 2.5e-5 for 256
        assertThat(plan.schedule().steps(100)).isEqualTo(7);
        assertThat(plan.schedule().epochs()).isEqualTo(Recipe.PAPER.schedule().epochs());
    }

    @Test
    void aCompletePlanMayHaveAnotherRecipe() throws IOException {
        Path file = folder.resolve("config.yaml");
        String mine =
                PlanFile.toYaml(TrainingPlan.recipe("lightly").build()).replace("recipe: lightly", "recipe: mine");
        Files.writeString(file, mine);

        assertThat(PlanFile.toYaml(PlanFile.read(file))).isEqualTo(mine);

        Files.writeString(file, mine.replaceFirst("seed: .*\n", ""));
        assertThatThrownBy(() -> PlanFile.read(file)).hasMessageContaining("no recipe 'mine'");
    }

    @Test
    void recipesMatchTheirPapers() {
        TrainingPlan lightly = TrainingPlan.recipe("lightly").build();
        assertThat(lightly.batchSize()).isEqualTo(64);
        assertThat(lightly.optimizer())
                .isEqualTo(new OptimizerPlan(1.5e-4, 0.9, 0.999, 0.01, OptimizerPlan.Decayed.EVERYTHING, 0));
        assertThat(lightly.data().flip()).isEqualTo(0.5);
        assertThat(TrainingPlan.recipe("paper").build().data().flip()).isZero();
        assertThat(TrainingPlan.recipe("dense").build().model().mask().cell()).isEqualTo(2);
        assertThat(TrainingPlan.recipe("dense").build().model().encoder().classTokens())
                .isEqualTo(4);
        assertThat(TrainingPlan.recipe("mae").build().model().mask().cell()).isEqualTo(1);
        assertThatThrownBy(() -> TrainingPlan.recipe("fast"))
                .hasMessage("no recipe 'fast'; the recipes are first, quick, lightly, paper, dense, mae");
    }
}
