package dev.pixio.cli.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.cli.Cli;
import dev.pixio.train.objective.Pretraining;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FinetuneCommandTest {

    @TempDir
    private Path folder;

    private Path weights;

    @BeforeEach
    void saveWeights() throws IOException {
        weights = folder.resolve("encoder.safetensors");
        TrainingPlan plan = TrainingPlan.recipe("first").build(); // 48 pixels in patches of 8
        ModelFile.save(weights, Pretraining.newModel(plan), Map.of());
    }

    private Cli finetune(String task, Object... more) {
        List<String> arguments = new ArrayList<>(List.of("finetune", task, "--max-steps", "2", "--no-report"));
        for (Object each : more) {
            arguments.add(each.toString());
        }
        return Cli.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"classification, accuracy, classes.csv", "segmentation, mIoU, predictions", "depth, d1, predictions"})
    void aModelIsTrainedValidatedTestedAndResumed(String task, String measure, String predicted) throws IOException {
        Path run = folder.resolve("run 1");
        Cli trained = finetune(
                task,
                "--weights",
                weights,
                "--data",
                "scenes:24",
                "--batch-size",
                8,
                "--validation-share",
                "0.25",
                "--checkpoint-every",
                1,
                "--out",
                run);

        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        assertThat(trained.out())
                .contains(
                        "init      the encoder of " + weights + " (layout pixio)",
                        " of 24 built-in scenes",
                        "step 1  validation: " + measure,
                        "Done after 2 steps",
                        "test: " + measure,
                        "  ./pixio predict --weights '" + run + "' --data ~/photos --out " + predicted);
        JsonNode test = JsonMapper.shared().readTree(Files.readAllBytes(run.resolve("test.json")));
        if (task.equals("segmentation")) {
            double mean = test.path("iouByClass")
                    .valueStream()
                    .mapToDouble(JsonNode::asDouble)
                    .average()
                    .orElseThrow();
            assertThat(test.path("miou").asDouble()).isCloseTo(mean, within(1e-12));
            assertThat(trained.out()).containsPattern("class +IoU, %\n\\S+ +\\d+\\.\\d\n");
        } else {
            assertThat(test.has("iouByClass")).isFalse();
        }

        assertThat(run.resolve("checkpoints/best")).exists();
        assertThat(Files.readAllLines(run.resolve("validation.jsonl"))).hasSize(2);

        Files.delete(weights); // a run continues with its own
        Cli longer = Cli.run("finetune", task, "--resume", run.toString(), "--max-steps", "3", "--no-report");
        assertThat(longer.code()).isZero();
        assertThat(longer.out()).contains("schedule.maxSteps 2 -> 3", "Done after 3 steps");
    }

    @Test
    void whatIsMissingOrContradictsIsRefusedInOneLine() {
        assertThat(finetune("depth").err()).contains("--weights is missing");
        assertThat(finetune("depth", "--weights", weights, "--layer-decay", 0).err())
                .contains("layer decay must be more than 0");
        assertThat(finetune("classification", "--weights", weights, "--image-size", 50)
                        .err())
                .contains("the image size must be a multiple of the patch size 8");
        assertThat(finetune("classification", "--weights", weights, "--class-weights", "a,b")
                        .err())
                .contains("class weights are none, balanced, or numbers");
    }

    @Test
    void moreFrozenBlocksThanTheEncoderHasAreRefused() {
        Cli refused = finetune("depth", "--weights", weights, "--data", "scenes:8", "--freeze-blocks", 7);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains("--freeze-blocks: the number of frozen blocks must be at most the encoder's 6, not 7");
    }

    @Test
    void aResumedRunTestsOnTheImagesOfItsFirstStart() throws IOException {
        Path run = folder.resolve("run");
        Cli first = finetune(
                "classification",
                "--weights",
                weights,
                "--data",
                "scenes:24",
                "--batch-size",
                8,
                "--test",
                "scenes:5",
                "--out",
                run);
        assertThat(first.code()).isZero();
        String tested = Files.readString(run.resolve("test.json"));
        Files.delete(run.resolve("test.json"));

        Cli same = finetune("classification", "--resume", run);
        assertThat(same.code()).isZero();
        assertThat(Files.readString(run.resolve("test.json"))).isEqualTo(tested);

        Cli other = finetune("classification", "--resume", run, "--test", "scenes:9");
        assertThat(other.out()).contains("validation.test scenes:5 -> scenes:9");
        assertThat(Files.readString(run.resolve("test.json"))).isNotEqualTo(tested);
        assertThat(Files.readString(run.resolve("config.yaml"))).contains("test: scenes:9");
    }

    /** As a job that is started again with the same command. */
    @Test
    void resumeWithoutARunStartsOrContinuesThatInOut() {
        Path run = folder.resolve("run");
        List<Object> same =
                List.of("--weights", weights, "--data", "scenes:8", "--batch-size", 4, "--out", run, "--resume");
        for (int start = 0; start < 2; start++) {
            Cli started = finetune("depth", same.toArray());
            assertThat(started.err()).isEmpty();
            assertThat(started.code()).isZero();
        }
        assertThat(finetune("depth", "--weights", weights, "--resume").err())
                .contains("--resume without RUN resumes the run in --out, which is missing");
        assertThat(finetune("depth", "--weights", weights, "--out", run, "--resume", "--overwrite")
                        .err())
                .contains("--resume and --overwrite cannot be combined");
    }

    @Test
    void aRunOfAnotherKindIsNotResumed() {
        Path run = folder.resolve("run");
        assertThat(finetune("depth", "--weights", weights, "--data", "scenes:8", "--batch-size", 4, "--out", run)
                        .code())
                .isZero();
        assertThat(Cli.run("finetune", "segmentation", "--resume", run.toString())
                        .err())
                .contains("is one of 'pixio finetune depth'");
        assertThat(Cli.run("pretrain", "--resume", run.toString()).err()).contains("it is one of 'pixio finetune'");
    }
}
