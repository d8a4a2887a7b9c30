package dev.pixio.eval.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pixio.eval.classify.ClassRanking;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClassificationResultTest {

    private static final List<String> CLASSES = List.of("cat", "dog", "owl");

    @TempDir
    private Path folder;

    @Test
    void correctPredictionsAndConfusionsAreCounted() {
        ClassificationResult result = result();
        assertThat(result.top1()).isEqualTo(new Accuracy(2, 4));
        assertThat(result.top5()).isEqualTo(new Accuracy(3, 4));
        assertThat(result.byClass())
                .containsEntry("cat", new Accuracy(1, 3))
                .containsEntry("dog", new Accuracy(1, 1))
                .doesNotContainKey("owl");
        assertThat(result.confusions())
                .containsExactly(
                        new ClassificationResult.Confusion("cat", "dog", 1),
                        new ClassificationResult.Confusion("cat", "owl", 1));
    }

    /** The numbers are scipy's: {@code binomtest(50, 100).proportion_ci(method="wilson")}. */
    @Test
    void intervalsAreWilsonIntervals() {
        assertThat(new Accuracy(0, 10).low()).isZero();
        assertThat(new Accuracy(0, 10).high()).isCloseTo(0.27753, within(1e-5));
        assertThat(new Accuracy(50, 100).low()).isCloseTo(0.40383, within(1e-5));
        assertThat(new Accuracy(50, 100).high()).isCloseTo(0.59617, within(1e-5));
    }

    @Test
    void aFileHoldsOneEvaluationPerProtocol() throws IOException {
        Path path = folder.resolve("evaluation.json");
        EvaluationFile file = new EvaluationFile(path);
        file.put(report("knn", "first"));
        file.put(report("linear", "second"));
        file.put(report("knn", "third"));
        JsonNode content = JsonMapper.shared().readTree(Files.readString(path));

        assertThat(content.propertyNames()).containsExactly("knn", "linear");
        assertThat(content.path("knn").path("description").asString()).isEqualTo("third");
        JsonNode found =
                content.path("linear").path("rows").path(0).path("outcomes").path(0);
        assertThat(found.path("top1").asDouble()).isEqualTo(0.5);
        assertThat(found.path("byClass").path("cat").asDouble()).isCloseTo(1 / 3.0, within(1e-9));
    }

    @Test
    void aTableIsAlignedAndMarkdown() {
        EvaluationTable table = new EvaluationTable(report("knn", ""));
        assertThat(table.lines())
                .containsExactly("features  k = 5 top-1  top-5  images/s", "mine       50.0 ±35.0   75.0      10.0");
        assertThat(table.markdown()).isEqualTo("""
                | features | k = 5 top-1 | top-5 | images/s |
                |---|--:|--:|--:|
                | mine | 50.0 ±35.0 | 75.0 | 10.0 |
                """);
    }

    /** The baseline of guessing has no setting; the others each have their own. */
    @Test
    void eachRowHasItsOwnSetting() throws IOException {
        List<EvaluationRow> rows = List.of(
                row("mine", result().withSetting(new ClassificationResult.Setting("learning rate", 0.02))),
                row("untrained", result().withSetting(new ClassificationResult.Setting("learning rate", 1e-5))),
                row("guessing", result()));
        EvaluationReport<EvaluationRow> report =
                new EvaluationReport<>("linear", "", "train", "test", 3, rows, List.of());

        assertThat(new EvaluationTable(report).lines())
                .containsExactly(
                        "features   k = 5 top-1  top-5  learning rate  images/s",
                        "mine        50.0 ±35.0   75.0          2e-02      10.0",
                        "untrained   50.0 ±35.0   75.0          1e-05      10.0",
                        "guessing    50.0 ±35.0   75.0                     10.0");
        JsonNode written = EvaluationFile.json(report).path("rows");
        assertThat(written.path(1).at("/outcomes/0/setting/name").asString()).isEqualTo("learning rate");
        assertThat(written.path(1).at("/outcomes/0/setting/value").asDouble()).isEqualTo(1e-5);
        assertThat(written.path(2).at("/outcomes/0").has("setting")).isFalse();
    }

    @Test
    void theReportOfARunBeginsWithItsRow() {
        List<EvaluationRow> rows = List.of(row("a", result()), row("b", result()), row("untrained", result()));
        EvaluationReport<EvaluationRow> report = new EvaluationReport<>("knn", "", "train", "test", 3, rows, List.of());

        assertThat(report.beginningWith("b").rows())
                .extracting(EvaluationRow::name)
                .containsExactly("b", "a", "untrained");
        assertThat(report.beginningWith("moved").rows()).isEqualTo(rows);
    }

    private static EvaluationRow row(String name, ClassificationResult result) {
        return new EvaluationRow(name, Optional.empty(), 8, List.of(result), 20, 2);
    }

    private static EvaluationReport<EvaluationRow> report(String protocol, String description) {
        EvaluationRow mine = new EvaluationRow("mine", Optional.empty(), 8, List.of(result()), 20, 2);
        return new EvaluationReport<>(protocol, description, "train", "test", 3, List.of(mine), List.of());
    }

    /** Four images; the two highest scores count as "top-5" here. */
    private static ClassificationResult result() {
        ClassRanking ranking = new ClassRanking();
        try (PointerScope scope = new PointerScope()) {
            ranking.add(Tensors.of(new float[] {3, 2, 1, 2, 3, 1, 1, 2, 3, 0, 1, 0}, 4, 3));
        }
        return ranking.result("k = 5", new int[] {0, 0, 0, 1}, CLASSES, 2);
    }
}
