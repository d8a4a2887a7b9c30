package dev.pixio.bench.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.bench.study.plan.CommandOptions;
import dev.pixio.bench.study.plan.Study;
import dev.pixio.bench.study.plan.StudyEvaluation;
import dev.pixio.bench.study.plan.StudyFactor;
import dev.pixio.bench.study.plan.StudyPoint;
import dev.pixio.bench.study.result.BaselineResult;
import dev.pixio.bench.study.result.EncoderShape;
import dev.pixio.bench.study.result.EvaluationResult;
import dev.pixio.bench.study.result.RunEnvironment;
import dev.pixio.bench.study.result.RunResult;
import dev.pixio.bench.study.result.TrainingFigures;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class StudyReportTest {

    private static final CommandOptions COMMON = CommandOptions.NONE.with("class-tokens", "1");
    private static final StudyPoint ONE = new StudyPoint("one", COMMON);
    private static final StudyPoint TWO = new StudyPoint("tokens-2", COMMON.with("class-tokens", "2"));
    private static final StudyPoint OTHER = new StudyPoint("wide", COMMON.with("model", "64x1x1"));
    private static final CommandOptions IMAGES = CommandOptions.NONE.with("data", "scenes:20");
    private static final StudyEvaluation KNN =
            new StudyEvaluation("knn", "knn", IMAGES, StudyEvaluation.Features.CACHED, List.of());
    private static final StudyFactor TOKENS = new StudyFactor(
            "tokens", "class tokens", List.of(new StudyFactor.Value("1", ONE), new StudyFactor.Value("2", TWO)));
    private static final Study STUDY =
            new Study("test", 3, COMMON, List.of(ONE, TWO, OTHER), List.of(TOKENS), List.of(KNN));

    private static final List<RunResult> RESULTS = List.of(
            result(ONE, 1, 0.10, 0.8), result(ONE, 2, 0.11, 0.7), result(ONE, 3, 0.15, 0.6), result(TWO, 1, 0.20, 0.5));
    private static final List<BaselineResult> BASELINES =
            List.of(baseline(ONE, 1, 0.04), baseline(ONE, 2, 0.08), baseline(TWO, 1, 0.05));

    @Test
    void aCellHasTheMeanAndTheRangeOverSeeds() {
        assertThat(rows("| 1 |", "| 2 |"))
                .containsExactly(
                        "| 1 | 3 | 12.0 (10.0 to 15.0) | 0.7000 | 200 | 1.5 |",
                        "| 2 | 1 | 20.0 | 0.5000 | 200 | 1.5 |");
    }

    @Test
    void eachShapeHasAnUntrainedRowAndPixelsOne() {
        assertThat(rows("| untrained", "| pixels"))
                .containsExactly(
                        "| untrained, as 1 | 2 | 6.0 (4.0 to 8.0) |  |  |  |",
                        "| untrained, as 2 | 1 | 5.0 |  |  |  |",
                        "| pixels | 2 | 25.0 (25.0 to 25.0) |  |  |  |");
    }

    @Test
    void pointsWithoutAFactorHaveATableOfTheirOwn() {
        assertThat(table()).contains("## other points").contains("\n| wide | 0 |  |  |  |  |\n");
    }

    @Test
    void theTableSaysWhatWasRunWhere() {
        assertThat(table())
                .contains("4 of 9 runs are finished")
                .contains("Options of all points: `--class-tokens 1`")
                .contains("- `tokens-2`: `--class-tokens 2`")
                .contains("- knn: votes")
                .contains("- Model T (2 cores, threads 1, cpu, fp32); v; commit 0123");
    }

    @Test
    void aShownMetricReplacesTheUsualOnes() {
        StudyEvaluation shown =
                new StudyEvaluation("knn", "knn", IMAGES, StudyEvaluation.Features.CACHED, List.of("k = 20 rmse"));
        Study study = new Study("test", 3, COMMON, List.of(ONE), List.of(), List.of(shown));

        assertThat(new StudyTable(study, RESULTS.subList(0, 1), BASELINES).markdown())
                .contains("| points | seeds | knn k = 20 rmse | loss |")
                .contains("| one | 1 | 0.250 |");
    }

    @Test
    void measuresOfImagesAreSharesOrErrors() {
        assertThat(new ShownMetric("dense", "segmentation miou").label()).isEqualTo("dense segmentation mIoU");
        assertThat(new ShownMetric("linear", "linear top1").label()).isEqualTo("linear top-1");
        assertThat(new ShownMetric("dense", "depth d1").text(0.3)).isEqualTo("30.0");
        assertThat(new ShownMetric("dense", "depth rmseLog").text(0.3)).isEqualTo("0.300");
    }

    @Test
    void aPlotHasAMeanPerValueAndARingPerSeed() throws Exception {
        Document svg = plot();

        assertThat(circles(svg, PlotPanel.TRAINED))
                .as("legend; means in two panels")
                .isEqualTo(1 + 2 + 2);
        assertThat(circles(svg, PlotPanel.UNTRAINED)).as("legend; means").isEqualTo(1 + 2);
        assertThat(circles(svg, "none"))
                .as("three seeds in two panels, two untrained")
                .isEqualTo(3 + 3 + 2);
        assertThat(texts(svg))
                .contains(
                        "knn k = 20 top-1, %",
                        "class tokens",
                        "1",
                        "2",
                        "pixels",
                        "dot: mean; ring: a seed; bar: minimum to maximum of 1 to 3 seeds");
    }

    @Test
    void figuresAreAtTheirPlaces() throws Exception {
        NodeList circles = plot().getElementsByTagName("circle");
        List<Double> means = new ArrayList<>();
        for (int i = 0; i < circles.getLength(); i++) {
            Element circle = (Element) circles.item(i);
            if (circle.getAttribute("fill").equals(PlotPanel.TRAINED)) {
                means.add(Double.parseDouble(circle.getAttribute("cy")));
            }
        }
        // The axis of percents goes from 0 to 30 over 214 pixels that end at 34 + 290 - 46; means are 12 and 20.
        assertThat(means.get(1)).isEqualTo(Math.round(10 * (278 - 214 * 12 / 30.0)) / 10.0);
        assertThat(means.get(2)).isEqualTo(Math.round(10 * (278 - 214 * 20 / 30.0)) / 10.0);
    }

    @Test
    void aMetricWithoutFiguresTakesNoPlaceInAPlot() throws Exception {
        StudyEvaluation shown = new StudyEvaluation(
                "knn", "knn", IMAGES, StudyEvaluation.Features.CACHED, List.of("k = 20 top1", "k = 10 top1"));
        Study study = new Study("test", 3, COMMON, List.of(ONE, TWO), List.of(TOKENS), List.of(shown));
        Document svg = plot(study);

        double width = Double.parseDouble(svg.getDocumentElement().getAttribute("width"));
        assertThat(width).isEqualTo(2 * PlotPanel.WIDTH);
        NodeList texts = svg.getElementsByTagName("text");
        for (int i = 0; i < texts.getLength(); i++) {
            assertThat(Double.parseDouble(((Element) texts.item(i)).getAttribute("x")))
                    .as(texts.item(i).getTextContent())
                    .isLessThan(width);
        }
    }

    @Test
    void thereIsNoPlotWithoutResults() {
        assertThat(new FactorPlot(STUDY, TOKENS, List.of(), BASELINES).svg()).isEmpty();
    }

    private static String table() {
        return new StudyTable(STUDY, RESULTS, BASELINES).markdown();
    }

    private static List<String> rows(String... beginnings) {
        String factor = table().substring(0, table().indexOf("## other points"));
        return factor.lines()
                .filter(line -> List.of(beginnings).stream().anyMatch(line::startsWith))
                .toList();
    }

    private static Document plot() throws Exception {
        return plot(STUDY);
    }

    private static Document plot(Study study) throws Exception {
        String svg = new FactorPlot(study, TOKENS, RESULTS, BASELINES).svg().orElseThrow();
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static int circles(Document svg, String fill) {
        NodeList circles = svg.getElementsByTagName("circle");
        int found = 0;
        for (int i = 0; i < circles.getLength(); i++) {
            found += ((Element) circles.item(i)).getAttribute("fill").equals(fill) ? 1 : 0;
        }
        return found;
    }

    private static List<String> texts(Document svg) {
        List<String> found = new ArrayList<>();
        NodeList nodes = svg.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add(nodes.item(i).getTextContent());
        }
        return found;
    }

    private static EncoderShape shape(StudyPoint point) {
        return new EncoderShape("32 x 32", point.options().toString());
    }

    private static RunResult result(StudyPoint point, long seed, double accuracy, double loss) {
        return new RunResult(
                "now",
                point.name(),
                seed,
                point.options(),
                shape(point),
                new TrainingFigures(10, 18_000, 90, 200, 1, loss),
                Map.of(
                        "knn",
                        new EvaluationResult(
                                "knn", IMAGES, "votes", Map.of("k = 20 top1", accuracy, "k = 20 rmse", 0.25))),
                new RunEnvironment("Model T", 2, 1, "cpu", "fp32", "v", "0123"));
    }

    private static BaselineResult baseline(StudyPoint point, long seed, double accuracy) {
        return new BaselineResult(
                "knn",
                IMAGES,
                shape(point),
                seed,
                Map.of("untrained", Map.of("k = 20 top1", accuracy), "pixels", Map.of("k = 20 top1", 0.25)));
    }
}
