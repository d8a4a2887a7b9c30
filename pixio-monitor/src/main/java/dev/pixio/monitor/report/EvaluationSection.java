package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.summary.ReportedRun;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Evaluation results of the encoder and its baselines, as written by {@code pixio evaluate}. */
final class EvaluationSection {

    private EvaluationSection() {}

    static void write(HtmlWriter page, ReportedRun run) {
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
    }

    private static void table(HtmlWriter page, String protocol, JsonNode comparison) {
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table><caption>");
        page.element("strong", comparison.path("description").asString(protocol));
        page.text(". Trained on " + comparison.path("train").asString("?") + ", tested on "
                + comparison.path("test").asString("?") + ", "
                + comparison.path("classes").asLong(0) + " classes.");
        page.raw("</caption>\n<thead><tr><th scope=\"col\">Features</th>");
        List<String> columns = comparison
                .path("rows")
                .path(0)
                .path("outcomes")
                .valueStream()
                .map(outcome -> outcome.path("name").asString(""))
                .toList();
        columns.forEach(name ->
                page.raw("<th scope=\"col\" class=\"number\">").text(name).raw("</th>"));
        page.raw("</tr></thead><tbody>\n");
        boolean first = true;
        for (JsonNode row : comparison.path("rows").values()) {
            page.raw(first ? "<tr class=\"mine\">" : "<tr>")
                    .element("td", "name", row.path("name").asString(""));
            row.path("outcomes").values().forEach(outcome -> outcome(page, outcome));
            page.raw("</tr>\n");
            first = false;
        }
        page.raw("</tbody></table></div></div>\n");
        comparison.path("notes").values().forEach(note -> page.element("p", "quiet small under", note.asString("")));
    }

    private static void outcome(HtmlWriter page, JsonNode outcome) {
        JsonNode interval = outcome.path("top1Interval95");
        page.raw("<td class=\"number\">")
                .text(NumberText.percent(outcome.path("top1").asDouble(Double.NaN)));
        if (interval.size() == 2) {
            page.element(
                    "small",
                    "quiet",
                    " " + NumberText.percent(interval.path(0).asDouble(0)).replace(" %", "") + " to "
                            + NumberText.percent(interval.path(1).asDouble(0)).replace(" %", ""));
        }
        JsonNode setting = outcome.path("setting");
        if (setting.isObject()) {
            String value = NumberText.number(setting.path("value").asDouble(Double.NaN));
            page.element("small", "quiet", " " + setting.path("name").asString("") + " " + value);
        }
        page.raw("</td>");
    }
}
