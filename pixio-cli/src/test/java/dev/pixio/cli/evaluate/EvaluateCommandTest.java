package dev.pixio.cli.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.cli.Cli;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio evaluate} and {@code pretrain --probe-every} end to end. */
class EvaluateCommandTest {

    private static final PixioConfig TINY = new PixioConfig(
            new PatchGrid(32, 32, 3, 8),
            new EncoderConfig(32, 2, 2, 4, 2, 0),
            new DecoderConfig(32, 1, 2, 4),
            new MaskConfig(0.75, 1),
            Positions.SINCOS,
            PositionResize.ANTIALIASED,
            PixioConfig.TokenStart.EQUAL);

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
                .doesNotContain("\u001b");
        assertThat(evaluate("linear", "--solver", "lbfgs", "--json", json.toString())
                        .code())
                .isZero();
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
        assertUsage("missing command: knn or linear", "evaluate");

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
        Path run = folder.resolve("run");
        Files.createDirectories(run.resolve("checkpoints/step-4"));
        ModelFile.save(run.resolve("checkpoints/step-4/model.safetensors"), new Pixio(TINY, 1), Map.of());
        Files.writeString(run.resolve("checkpoints/latest"), "step-4");
        Files.writeString(run.resolve("config.yaml"), "recipe: quick");
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
        Path file = folder.resolve("model.safetensors");
        ModelFile.save(file, new Pixio(TINY, 1), Map.of());
        return file.toString();
    }

    private static void assertUsage(String message, String... arguments) {
        Cli refused = Cli.run(arguments);
        assertThat(refused.err()).contains(message);
        assertThat(refused.code()).isEqualTo(2);
    }
}
