package dev.pixio.bench.study.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationRowsTest {

    @TempDir
    private Path folder;

    @Test
    void metricsAreTheNumbersOfOutcomes() throws IOException {
        EvaluationRows rows = EvaluationRows.read(json("""
                {"knn": {"description": "votes", "train": "a", "test": "b", "rows": [
                  {"name": "run", "features": {"block": 6}, "dimension": 8, "outcomes": [
                    {"name": "k = 10", "setting": {"value": 3}, "images": 50, "top1": 0.5, "top1Interval95": [0.4, 0.6]},
                    {"name": "k = 20", "images": 50, "top1": 0.25, "top5": 0.75}]},
                  {"name": "untrained", "outcomes": [{"name": "k = 10", "top1": 0.125}]}]}}
                """), "knn");

        assertThat(rows.encoder()).containsOnlyKeys("k = 10 top1", "k = 20 top1", "k = 20 top5");
        assertThat(rows.encoder()).containsEntry("k = 20 top5", 0.75);
        assertThat(rows.baselines()).containsOnlyKeys("untrained");
        assertThat(rows.description()).isEqualTo("votes; train a, test b");
    }

    @Test
    void metricsAreTheNumbersOfNamedMeasures() throws IOException {
        EvaluationRows rows = EvaluationRows.read(json("""
                {"dense": {"rows": [{"name": "run", "features": {"block": 6}, "dimension": 8,
                  "segmentation": {"miou": 0.5, "miouInterval95": [0.4, 0.6], "iouByClass": {"ground": 0.9}},
                  "depth": {"d1": 0.25, "rmseLog": 1.5}}]}}
                """), "dense");

        assertThat(rows.encoder())
                .containsOnlyKeys("segmentation miou", "depth d1", "depth rmseLog")
                .containsEntry("depth rmseLog", 1.5);
        assertThat(rows.baselines()).isEmpty();
    }

    @Test
    void aFileWithoutTheEvaluationIsRefused() throws IOException {
        Path file = json("{\"knn\": {\"rows\": []}}");

        assertThatThrownBy(() -> EvaluationRows.read(file, "linear")).hasMessage(file + " has no rows of linear");
        Path damaged = json("{");
        assertThatThrownBy(() -> EvaluationRows.read(damaged, "linear"))
                .hasMessage(damaged + " is not the JSON of an evaluation");
    }

    private Path json(String text) throws IOException {
        return Files.writeString(folder.resolve("evaluation.json"), text);
    }
}
