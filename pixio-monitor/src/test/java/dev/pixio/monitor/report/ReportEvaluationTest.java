package dev.pixio.monitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReportEvaluationTest extends ReportPages {

    @Test
    void validationsAreShownWithTheBestStepAndTheTest() throws IOException {
        RunFixture run = run("mine").steps(100);
        for (int step = 1; step <= 25; step++) {
            double miou = step == 2 || step == 20 ? 0.31 : 0.001 * step;
            run.line(run.folder().validations(), "{\"step\":" + step + ",\"miou\":" + miou + ",\"accuracy\":0.5}");
        }
        Files.writeString(
                run.folder().test(),
                "{\"miou\": 0.275, \"accuracy\": 0.8, \"iouByClass\": {\"<road>\": 0.4321, \"sky\": 0.5}}");

        String page = page(run);
        JsonNode chart = data(page).path(1);

        assertThat(chart.path("title").asString()).isEqualTo("Validation: miou");
        assertThat(chart.path("series").path(0).path("y")).hasSize(25);
        assertThat(chart.path("marks").path(0).path("x").asLong()).isEqualTo(2); // the earlier one of equal ones
        assertThat(page)
                .contains("best, at step 2", "is the one after step 2.", "Of 25 validations the last 20 are listed.")
                .contains("The best model on test images: miou 0.275, accuracy 0.8<")
                .contains("<td>&lt;road&gt;</td><td class=\"number\">43.2</td>", "<td class=\"number\">50.0</td>");
    }

    @Test
    void predictionsAreBelowTheEvaluation() throws IOException {
        RunFixture run = run("mine").steps(100).predictions(50, 40).predictions(100, 40);
        assertThat(page(run)).as("without an evaluation").doesNotContain("linear models on the patch tokens");
        run.line(
                run.folder().evaluation(),
                "{\"dense\": {\"rows\": [{\"name\": \"mine\", \"segmentation\": {\"miou\": 0.5}, \"depth\": {}}]}}");

        assertThat(page(run))
                .containsSubsequence("<h2>Evaluation</h2>", "50.0 %", "patch tokens after step 100 predict")
                .doesNotContain("patch tokens after step 50 predict");
    }

    @Test
    void evaluationsAreShownAsTables() throws IOException {
        RunFixture run = run("mine").steps(100);
        run.line(run.folder().evaluation(), """
                {"knn": {"protocol": "knn", "description": "k-NN", "train": "a", "test": "b", "classes": 10, "rows": [
                  {"name": "mine", "outcomes": [{"name": "k = 20", "top1": 0.5, "top1Interval95": [0.4, 0.6]}]},
                  {"name": "untrained", "outcomes": [{"name": "k = 20", "top1": 0.3, "top1Interval95": [0.2, 0.4]}]}],
                  "notes": ["few images"]}, "linear": 7}
                """);

        assertThat(page(run))
                .contains("50.0 %")
                .contains("40.0 to 60.0")
                .contains("untrained")
                .contains("few images");
    }

    @Test
    void denseEvaluationsAreShownAsTables() throws IOException {
        RunFixture run = run("mine").steps(100);
        run.line(run.folder().evaluation(), """
                {"dense": {"protocol": "dense", "description": "linear", "train": "a", "test": "b", "classes": 12, "rows": [
                  {"name": "mine", "segmentation": {"miou": 0.125, "miouInterval95": [0.115, 0.135], "regionMiou": 0.645,
                   "accuracy": 0.75}, "depth": {"d1": 0.475, "rmseLog": 0.381}},
                  {"name": "untrained", "segmentation": 3}], "notes": []}}
                """);

        assertThat(page(run))
                .contains("<th scope=\"col\" class=\"number\">mIoU</th>", "depth d1")
                .contains("12.5 %<small class=\"quiet\"> 11.5 to 13.5</small>", "64.5 %", "47.5 %", "0.381");
    }
}
