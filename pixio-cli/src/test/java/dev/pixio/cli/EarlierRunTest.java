package dev.pixio.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run folder whose files have the keys of November 2026 ({@code pictures}, {@code picturesPerSecond}, {@code
 * unreadable-picture}) is resumed, reported and evaluated. It was written by a build of that time: 16 steps, of which the
 * checkpoint of step 10 is retained. Its events and its number of
 * skipped images were added by hand.
 */
class EarlierRunTest {

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void copy() throws IOException, URISyntaxException {
        Path source = Path.of(Objects.requireNonNull(EarlierRunTest.class.getResource("/run-with-earlier-keys"))
                .toURI());
        run = folder.resolve("run");
        try (var files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, run.resolve(source.relativize(file).toString()));
            }
        }
    }

    @Test
    void aResumedRunHasTheSameLosses() throws IOException {
        List<JsonNode> before = lines("metrics.jsonl");

        Cli resumed = Cli.run("pretrain", "--resume", run.toString(), "--quiet");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        List<JsonNode> after = lines("metrics.jsonl");
        assertThat(after).hasSameSizeAs(before).hasSize(16);
        for (int i = 0; i < 16; i++) {
            assertThat(after.get(i).path("loss").asDouble())
                    .as("loss of step %d", i + 1)
                    .isCloseTo(before.get(i).path("loss").asDouble(), within(1e-3));
        }
        assertThat(run.resolve("checkpoints/step-16/model.safetensors")).isNotEmptyFile();
        JsonNode state = JsonMapper.shared().readTree(run.resolve("checkpoints/step-16/state.json"));
        assertThat(state.path("images").asLong()).as("images trained on").isEqualTo(64);
    }

    @Test
    void theReportHasItsEventsAndLosses() throws IOException {
        Path page = folder.resolve("report.html");

        Cli reported = Cli.run("report", run.toString(), "--out", page.toString());

        assertThat(reported.code()).as(reported.err()).isZero();
        assertThat(page)
                .content()
                .contains("empty.jpg", "it is empty", "4 deviations above the mean") // events
                .contains("1.1158") // the last loss
                .contains("Skipped images")
                .doesNotContain("unreadable-picture");
    }

    @Test
    void anEvaluationReplacesTheEarlierOne() throws IOException {
        Cli verified = Cli.run("checkpoints", "verify", run.toString());
        assertThat(verified.code()).as(verified.err()).isZero();

        Cli evaluated = Cli.run(
                "evaluate",
                "knn",
                "--weights",
                run.toString(),
                "--train",
                "scenes:40",
                "--test",
                "scenes:20",
                "--no-cache");

        assertThat(evaluated.code()).as(evaluated.err()).isZero();
        JsonNode knn =
                JsonMapper.shared().readTree(run.resolve("evaluation.json")).path("knn");
        assertThat(knn.path("rows").path(0).path("imagesPerSecond").asDouble()).isPositive();
    }

    private List<JsonNode> lines(String file) throws IOException {
        return Files.readAllLines(run.resolve(file)).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }
}
