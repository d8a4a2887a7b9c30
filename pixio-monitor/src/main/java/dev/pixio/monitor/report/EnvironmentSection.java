package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.html.ShortenedText;
import dev.pixio.monitor.report.summary.RecordedEnvironment;
import dev.pixio.monitor.report.summary.ReportedRun;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Machine, software versions and run settings of the last start. */
final class EnvironmentSection {

    /** Row headers by JSON key; {@code pictures} is a key of earlier versions. */
    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry("system", "System"),
            Map.entry("processor", "Processor"),
            Map.entry("processors", "Processors"),
            Map.entry("threads", "Threads per operation"),
            Map.entry("memory", "Memory of the machine"),
            Map.entry("device", "Device"),
            Map.entry("precision", "Precision of matrix products"),
            Map.entry("microBatch", "Micro-batch"),
            Map.entry("parameters", "Parameters"),
            Map.entry("images", "Images"),
            Map.entry("pictures", "Images"));

    /** Keys that are shown elsewhere on the page. */
    private static final Set<String> HIDDEN = Set.of("stepsPerEpoch", "stepsAnEpoch", "totalSteps");

    private EnvironmentSection() {}

    static void write(HtmlWriter page, ReportedRun run) {
        RecordedEnvironment environment = run.environment();
        if (environment.starts().isEmpty()) {
            return;
        }
        page.element("h2", "Environment");
        page.raw("<div class=\"card flush\"><table><tbody>\n");
        rows(page, environment.values("machine"));
        rows(page, environment.values("software"));
        rows(page, environment.values("run"));
        int starts = environment.starts().size();
        page.row(starts == 1 ? "Started" : "Started and resumed", startTimes(environment));
        page.raw("</tbody></table></div>\n");
    }

    private static void rows(HtmlWriter page, Map<String, String> values) {
        values.forEach((name, value) -> {
            if (!HIDDEN.contains(name)) {
                boolean count = value.matches("\\d{5,18}");
                page.row(LABELS.getOrDefault(name, name), count ? NumberText.whole(Long.parseLong(value)) : value);
            }
        });
    }

    /** Times of the first and the newest start, and the number of starts in between. */
    private static String startTimes(RecordedEnvironment environment) {
        int starts = environment.starts().size();
        String first = startText(environment.starts().get(0));
        if (starts == 1) {
            return first;
        }
        String between = starts > 2 ? ", " + (starts - 2) + " more" : "";
        return first + between + ", " + startText(environment.starts().get(starts - 1));
    }

    private static String startText(JsonNode start) {
        long step = start.path("step").asLong(0);
        String time = ShortenedText.of(start.path("time").asString("?"), 40)
                .replace('T', ' ')
                .replace("Z", " UTC");
        return step == 0 ? time : time + " (after step " + NumberText.whole(step) + ")";
    }
}
