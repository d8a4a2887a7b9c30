package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.history.RecordedImage;
import dev.pixio.monitor.report.html.EmbeddedImage;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.summary.ReportedRun;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Evaluation results of the encoder and its baselines, as written by {@code pixio evaluate}. */
final class EvaluationSection {

    private static final int MAX_IMAGE_BYTES = 500_000;

    private EvaluationSection() {}

    static void write(HtmlWriter page, ReportedRun run) throws IOException {
        JsonNode all = run.evaluation().orElse(null);
        if (all == null) {
            return;
        }
        List<Map.Entry<String, JsonNode>> protocols = all.propertyStream()
                .filter(entry -> !entry.getValue().path("rows").isEmpty())
                .toList();
        if (protocols.isEmpty()) {
            return;
        }
        page.element("h2", "Evaluation");
        protocols.forEach(entry -> table(page, entry.getKey(), entry.getValue()));
        predictions(page, run);
    }

    /** The newest image of predictions, which belongs to segmentation and depth. */
    private static void predictions(HtmlWriter page, ReportedRun run) throws IOException {
        if (run.predictions().isEmpty()) {
            return;
        }
        RecordedImage newest = run.predictions().get(run.predictions().size() - 1);
        Optional<EmbeddedImage> image = EmbeddedImage.of(newest.image(), MAX_IMAGE_BYTES);
        image.ifPresent(found -> {
            page.raw("<figure class=\"card predictions\"><img src=\"" + found.uri() + "\" width=\"" + found.width()
                    + "\" height=\"" + found.height()
                    + "\" alt=\"Rows of test scenes: image, true and predicted masks, true and predicted depth\">");
            page.element(
                            "figcaption",
                            "quiet small",
                            "What linear models on the patch tokens after step " + NumberText.whole(newest.step())
                                    + " predict for some of the test scenes.")
                    .raw("</figure>\n");
        });
    }

    private static void table(HtmlWriter page, String protocol, JsonNode comparison) {
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table><caption>");
        page.element("strong", comparison.path("description").asString(protocol));
        page.text(". Trained on " + comparison.path("train").asString("?") + ", tested on "
                + comparison.path("test").asString("?") + ", "
                + comparison.path("classes").asLong(0) + " classes.");
        page.raw("</caption>\n<thead><tr><th scope=\"col\">Features</th>");
        cells(comparison.path("rows").path(0))
                .forEach(cell -> page.raw("<th scope=\"col\" class=\"number\">")
                        .text(cell.column())
                        .raw("</th>"));
        page.raw("</tr></thead><tbody>\n");
        boolean first = true;
        for (JsonNode row : comparison.path("rows").values()) {
            page.raw(first ? "<tr class=\"mine\">" : "<tr>")
                    .element("td", "name", row.path("name").asString(""));
            cells(row).forEach(cell -> write(page, cell));
            page.raw("</tr>\n");
            first = false;
        }
        page.raw("</tbody></table></div></div>\n");
        comparison.path("notes").values().forEach(note -> page.element("p", "quiet small under", note.asString("")));
    }

    /**
     * A result of a row.
     *
     * @param interval its 95 % interval, or empty
     * @param setting the hyperparameter that was chosen, or empty
     */
    private record Cell(String column, String value, String interval, String setting) {}

    /** Accuracies of classifiers, or the measures of {@code evaluate dense}. */
    private static List<Cell> cells(JsonNode row) {
        if (!row.path("segmentation").isObject()) {
            return row.path("outcomes")
                    .valueStream()
                    .map(EvaluationSection::accuracy)
                    .toList();
        }
        JsonNode segmentation = row.path("segmentation");
        JsonNode depth = row.path("depth");
        return List.of(
                share("mIoU", segmentation, "miou"),
                share("mIoU of 3 regions", segmentation, "regionMiou"),
                share("pixel accuracy", segmentation, "accuracy"),
                share("depth d1", depth, "d1"),
                new Cell(
                        "depth RMSE log",
                        NumberText.number(depth.path("rmseLog").asDouble(Double.NaN)),
                        "",
                        ""));
    }

    private static Cell share(String column, JsonNode result, String name) {
        return new Cell(column, percent(result.path(name)), interval(result.path(name + "Interval95")), "");
    }

    private static Cell accuracy(JsonNode outcome) {
        JsonNode setting = outcome.path("setting");
        String chosen = setting.isObject()
                ? setting.path("name").asString("") + " "
                        + NumberText.number(setting.path("value").asDouble(Double.NaN))
                : "";
        return new Cell(
                outcome.path("name").asString(""),
                percent(outcome.path("top1")),
                interval(outcome.path("top1Interval95")),
                chosen);
    }

    private static String percent(JsonNode share) {
        return NumberText.percent(share.asDouble(Double.NaN));
    }

    private static String interval(JsonNode ends) {
        return ends.size() == 2
                ? NumberText.percent(ends.path(0).asDouble(0)).replace(" %", "") + " to "
                        + NumberText.percent(ends.path(1).asDouble(0)).replace(" %", "")
                : "";
    }

    private static void write(HtmlWriter page, Cell cell) {
        page.raw("<td class=\"number\">").text(cell.value());
        for (String note : List.of(cell.interval(), cell.setting())) {
            if (!note.isEmpty()) {
                page.element("small", "quiet", " " + note);
            }
        }
        page.raw("</td>");
    }
}
