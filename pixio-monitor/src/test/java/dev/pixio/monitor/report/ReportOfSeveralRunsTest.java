package dev.pixio.monitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The report of several runs. */
class ReportOfSeveralRunsTest extends ReportPages {

    @Test
    void aComparisonHasTheAccuracyOfAnEvaluationOrOfTheLastProbe() throws IOException {
        RunFixture evaluated = run("evaluated").steps(100).probe(100, 0.125);
        evaluated.line(evaluated.folder().evaluation(), """
                {"knn": {"rows": [
                  {"name": "runs/another", "outcomes": [{"name": "k = 20", "top1": 0.875}]},
                  {"name": "evaluated", "outcomes": [{"name": "k = 5", "top1": 0.75}, {"name": "k = 20", "top1": 0.5}]}]}}
                """);
        RunFixture probed = run("probed").steps(100).probe(50, 0.125).probe(100, 0.25);
        RunFixture linear = run("linear").steps(100);
        linear.line(linear.folder().evaluation(), "{\"linear\": {\"rows\": []}}");

        assertThat(page(evaluated, probed, run("neither").steps(100), linear))
                .contains("<td class=\"number\">50.0 %</td>", "<td class=\"number\">25.0 %</td>")
                .contains("<td class=\"number\">not evaluated</td>", "<td class=\"number\">–</td>")
                .contains("<strong>evaluated, 50.0 %</strong>")
                .doesNotContain("<td class=\"number\">12.5 %</td>");
    }

    @Test
    void severalRunsShareChartsAndDifferingSettingsAreATable() throws IOException {
        RunFixture slow = run("slow").steps(100, 1.5, 0);
        RunFixture fast = new RunFixture(temp.resolve("fast"), 6e-3).steps(60).silent();

        String page = page(slow, fast);

        JsonNode loss = data(page).path(0);
        assertThat(loss.path("series")
                        .valueStream()
                        .map(series -> series.path("name").asString()))
                .containsExactly("slow", "fast");
        assertThat(page).contains("<td class=\"name\">optimizer.learningRate</td><td class=\"name\">0.001</td>");
        assertThat(page).doesNotContain("<td class=\"name\">batchSize</td>");
        assertThat(page).contains("Lowest final loss: <strong>fast, 1.0417</strong>");
    }

    @Test
    void runsWithTheSameNameAreNamedByTheirPaths() throws IOException {
        Files.createDirectories(temp.resolve("x"));
        Files.createDirectories(temp.resolve("y"));
        RunFixture first = new RunFixture(temp.resolve("x/run")).steps(10);
        RunFixture second = new RunFixture(temp.resolve("y/run")).steps(10);

        JsonNode loss = data(page(first, second)).path(0);

        assertThat(loss.path("series").path(0).path("name").asString())
                .isEqualTo(temp.resolve("x/run").toString());
    }
}
