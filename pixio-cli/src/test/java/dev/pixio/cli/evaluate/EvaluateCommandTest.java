package dev.pixio.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio evaluate} and {@code pretrain --probe-every} end to end. */
class EvaluateCommandTest {

    @TempDir
    private Path folder;

    @Test
    void theTableIsPrintedAndTheReportIsAFile() throws IOException {
        Path json = folder.resolve("all.json");
        Cli knn = evaluate("knn", "--k", "5,30", "--json", json.toString());

        assertThat(knn.err()).isEmpty();
        assertThat(knn.code()).isZero();
        assertThat(knn.out())
                .contains("20 built-in scenes of 32 x 32", "k = 5 top-1", "untrained", "pixels", "guessing")
                .contains("k = 30 is skipped: there are only 20 training images")
                .doesNotContain("\u001b")
                .doesNotContain("cached");
        Cli linear = evaluate("linear", "--solver", "lbfgs", "--json", json.toString());
        assertThat(linear.code()).isZero();
        assertThat(linear.out()).contains("cached: features of an earlier evaluation");
        JsonNode all = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(all.propertyNames()).containsExactly("knn", "linear");
        assertThat(all.path("linear").path("rows").path(0).path("embedded").asInt())
                .as("cached by knn")
                .isZero();
    }

    @Test
    void jsonWithoutAFileIsTheOnlyOutput() throws IOException {
        Cli found = evaluate("knn", "--k", "5", "--no-baselines", "--json");
        JsonNode report = JsonMapper.shared().readTree(found.out());

        assertThat(report.path("protocol").asString()).isEqualTo("knn");
        assertThat(report.path("rows")).hasSize(2);
    }

    @Test
    void aFileWithOtherContentIsRefusedAndNotChanged() throws IOException {
        for (String foreign : List.of("my notes", "[1, 2]", "{\"name\": \"mine\"}", "{\"knn\": {\"protocol\"")) {
            Path file = folder.resolve("mine.json");
            Files.writeString(file, foreign);
            Cli refused = evaluate("knn", "--json", file.toString());

            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("mine.json already exists and does not hold evaluations");
            assertThat(refused.out()).as("nothing was evaluated").isEmpty();
            assertThat(file).hasContent(foreign);
        }
    }

    @Test
    void aFileInPlaceOfAFolderIsReportedBeforeTheEvaluation() throws IOException {
        Path photo = Files.writeString(folder.resolve("photo.jpg"), "photo");

        Cli refused = evaluate("knn", "--json", photo.resolve("all.json").toString());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("pixio: " + photo + "/all.json: " + photo + " is a file, not a folder\n");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void invalidOptionsAreWrongUsage() throws IOException {
        String weights = weights();
        assertUsage("labelled images are missing", "evaluate", "knn", "--weights", weights);
        assertUsage(
                "--data cannot be combined with",
                "evaluate",
                "knn",
                "--weights",
                weights,
                "--data",
                "x",
                "--train",
                "y");
        assertUsage("scenes must be like scenes:2000", "evaluate", "knn", "--weights", weights, "--data", "scenes");
        assertUsage(
                "there can be at most 999999999 built-in scenes, not 2000000000",
                "evaluate",
                "knn",
                "--weights",
                weights,
                "--data",
                "scenes:2000000000");
        assertUsage(
                "the labels of 999999999 built-in scenes of 32 x 32 pixels (seed ",
                "evaluate",
                "knn",
                "--weights",
                weights,
                "--data",
                "scenes:999999999");
        assertUsage(
                "must be multiples of it",
                "evaluate",
                "knn",
                "--weights",
                weights,
                "--data",
                "scenes:9",
                "--image-size",
                "33");
        assertUsage(
                "the pooling must be class-mean",
                "evaluate",
                "knn",
                "--weights",
                weights,
                "--data",
                "scenes:9",
                "--pool",
                "maps");
        assertUsage("at least 1, not [0]", "evaluate", "knn", "--weights", weights, "--data", "scenes:9", "--k", "0");
        assertUsage(
                "less than 1, not 2.0",
                "evaluate",
                "knn",
                "--weights",
                weights,
                "--data",
                "scenes:9",
                "--test-share",
                "2");
        assertUsage("missing command: knn, linear, dense, segmentation or depth", "evaluate");

        Cli gone = Cli.run(
                "evaluate",
                "knn",
                "--weights",
                weights,
                "--data",
                folder.resolve("gone").toString());
        assertThat(gone.code()).isEqualTo(1);
        assertThat(gone.err().lines()).hasSize(1).first().asString().contains("no such folder");
    }

    @Test
    void aRunIsProbedAndReceivesItsEvaluation() throws IOException {
        Path run = folder.resolve("run");
        Cli trained = Cli.run(
                "pretrain",
                "--scenes",
                "16",
                "--batch-size",
                "4",
                "--epochs",
                "1",
                "--image-size",
                "32",
                "--patch-size",
                "8",
                "--decoder",
                "32x1x2",
                "--seed",
                "5",
                "--out",
                run.toString(),
                "--probe-every",
                "3",
                "--probe-count",
                "12");

        assertThat(trained.err()).isEmpty();
        assertThat(trained.out())
                .contains("step 0  k-NN accuracy ", "(k = 20, 12 held-out images", "step 3  k-NN", "step 4  k-NN");
        assertThat(run.resolve("probe.jsonl")).isNotEmptyFile();
        assertThat(run.resolve("probe.svg")).isNotEmptyFile();

        Cli.run("evaluate", "knn", "--weights", run.toString(), "--data", "scenes:20", "--k", "3", "--no-cache");
        assertThat(run.resolve("evaluation.json")).isNotEmptyFile();

        Path model = run.resolve("checkpoints/step-4/model.safetensors");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length - 1] ^= 1;
        Files.write(model, bytes);
        for (Cli damaged : List.of(
                Cli.run("evaluate", "knn", "--weights", run.toString(), "--data", "scenes:20", "--no-cache"),
                Cli.run(
                        "embed",
                        "--weights",
                        run.toString(),
                        "--data",
                        "scenes:2",
                        "--out",
                        folder.resolve("f.csv").toString()))) {
            assertThat(damaged.code()).isEqualTo(1);
            assertThat(damaged.err()).contains(model.getParent() + " is damaged: the SHA-256");
        }

        Cli refused = Cli.run("pretrain", "--out", run.toString(), "--overwrite", "--probe-every", "-1");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(run.resolve("evaluation.json")).exists();
    }

    @ParameterizedTest
    @CsvSource({"--train, --test", "--test, --train"})
    void moreImagesThanFitIntoMemoryAreOneLine(String many, String few) throws IOException {
        assertUsage(
                "pixio: the labels of 999999999 built-in scenes of 32 x 32 pixels (seed ",
                "evaluate",
                "knn",
                "--weights",
                weights(),
                many,
                "scenes:999999999",
                few,
                "scenes:20");
    }

    @Test
    void aCacheThatCannotBeWrittenCostsOneLine() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "a file");

        Cli found =
                evaluate("knn", "--k", "5", "--cache", taken.resolve("cache").toString());

        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).contains("k = 5 top-1");
        assertThat(found.err().lines())
                .singleElement()
                .asString()
                .startsWith("pixio: features are not cached: ")
                .contains("taken");
    }

    @Test
    void aRunThatCannotBeWrittenCostsOneLine() throws IOException {
        Path run = TinyWeights.run(folder);
        Files.createDirectory(run.resolve("evaluation.json"));

        Cli found = Cli.run(
                "evaluate", "knn", "--weights", run.toString(), "--data", "scenes:30", "--k", "5", "--no-cache");

        assertThat(found.code()).as(found.err()).isZero();
        assertThat(found.out()).contains("k = 5 top-1");
        assertThat(found.err().lines())
                .singleElement()
                .asString()
                .startsWith("pixio: the evaluation is not saved in " + run + ": ")
                .contains("evaluation.json");
    }

    private Cli evaluate(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("evaluate"));
        arguments.add(more[0]);
        arguments.addAll(List.of(
                "--weights",
                weights(),
                "--train",
                "scenes:20",
                "--test",
                "scenes:10",
                "--cache",
                folder.resolve("cache").toString()));
        arguments.addAll(List.of(more).subList(1, more.length));
        return Cli.run(arguments.toArray(String[]::new));
    }

    private String weights() throws IOException {
        return TinyWeights.in(folder).toString();
    }

    private static void assertUsage(String message, String... arguments) {
        Cli refused = Cli.run(arguments);
        assertThat(refused.err()).contains(message);
        assertThat(refused.code()).isEqualTo(2);
    }
}
