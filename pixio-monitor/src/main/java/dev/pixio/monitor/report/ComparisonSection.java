package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.html.ShortenedText;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.RunSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Comparison of several runs: metrics, charts, and settings that differ. */
final class ComparisonSection {

    private static final int SERIES_COLOURS = 6; // of charts.js
    private static final int MIN_IMAGES = 2;

    private ComparisonSection() {}

    static void write(HtmlWriter page, List<ReportedRun> runs, int charts) throws IOException {
        page.open("div", "head")
                .element("h1", runs.size() + " runs")
                .close("div")
                .raw("\n");
        page.open("p", "lead")
                .text("Lowest final loss: ")
                .element("strong", lowestLoss(runs))
                .text(". ");
        highestAccuracy(runs)
                .ifPresent(best -> page.text("Highest k-NN accuracy: ")
                        .element("strong", best)
                        .text("."));
        page.close("p").raw("\n");
        metrics(page, runs);
        RunSection.charts(page, charts);
        settings(page, runs);
        page.element("h2", "Each run");
        int images = Math.max(MIN_IMAGES, FrameSequence.MAX_FRAMES / runs.size());
        for (ReportedRun run : runs) {
            RunSection.of(run).writeCompared(page, images, runs.size());
        }
    }

    private static Optional<String> highestAccuracy(List<ReportedRun> runs) {
        return runs.stream()
                .filter(run -> run.accuracy().isPresent())
                .max(Comparator.comparingDouble(run -> run.accuracy().getAsDouble()))
                .map(run -> run.name() + ", " + accuracy(run));
    }

    private static String accuracy(ReportedRun run) {
        if (run.accuracy().isPresent()) {
            return NumberText.percent(run.accuracy().getAsDouble());
        }
        return run.evaluation().isPresent() ? "–" : "not evaluated"; // evaluated by another protocol
    }

    private static String lowestLoss(List<ReportedRun> runs) {
        return runs.stream()
                .filter(run -> Double.isFinite(run.summary().lastLoss()))
                .min(Comparator.comparingDouble(run -> run.summary().lastLoss()))
                .map(run -> run.name() + ", " + RunSection.loss(run.summary().lastLoss()))
                .orElse("none yet");
    }

    private static void metrics(HtmlWriter page, List<ReportedRun> runs) {
        page.raw("<div class=\"card flush first\"><div class=\"scroll\"><table>");
        page.columnHeaders(
                "Run", "State", "#Steps", "#Loss from", "#Loss to", "#k-NN, top-1", "#Images per second", "#Time");
        page.raw("<tbody>\n");
        for (int i = 0; i < runs.size(); i++) {
            ReportedRun run = runs.get(i);
            RunSummary summary = run.summary();
            page.raw("<tr><td class=\"name\">");
            chip(page, i);
            page.text(run.name()).raw("</td><td>");
            RunSection.badge(page, summary.state());
            page.raw("</td>");
            numbers(
                    page,
                    NumberText.whole(summary.steps()),
                    RunSection.loss(summary.firstLoss()),
                    RunSection.loss(summary.lastLoss()),
                    accuracy(run),
                    summary.steps() == 0 ? "–" : NumberText.number(summary.imagesPerSecond()),
                    NumberText.duration(summary.seconds()));
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div></div>\n");
    }

    private static void numbers(HtmlWriter page, String... values) {
        for (String value : values) {
            page.element("td", "number", value);
        }
    }

    private static void chip(HtmlWriter page, int run) {
        page.raw("<i class=\"chip\" style=\"background:var(--series-" + (1 + run % SERIES_COLOURS) + ")\"></i>");
    }

    private static void settings(HtmlWriter page, List<ReportedRun> runs) {
        page.element("h2", "Settings that differ");
        List<String> differing = differing(runs);
        if (differing.isEmpty()) {
            page.element("p", "quiet", "All settings are equal.");
            return;
        }
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table><thead><tr><th scope=\"col\">Setting</th>");
        for (int i = 0; i < runs.size(); i++) {
            page.raw("<th scope=\"col\">");
            chip(page, i);
            page.text(runs.get(i).name()).raw("</th>");
        }
        page.raw("</tr></thead><tbody>\n");
        for (String setting : differing) {
            page.raw("<tr>").element("td", "name", setting);
            runs.forEach(run ->
                    page.element("td", "name", shown(run.settings().values().get(setting))));
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div></div>\n");
    }

    private static String shown(@Nullable String value) {
        return value == null ? "–" : ShortenedText.of(value, 200);
    }

    /** Settings whose values are not equal in all runs, in the order of the first run's file. */
    static List<String> differing(List<ReportedRun> runs) {
        Set<String> all = new LinkedHashSet<>();
        runs.forEach(run -> all.addAll(run.settings().values().keySet()));
        List<String> differing = new ArrayList<>();
        for (String setting : all) {
            Function<ReportedRun, String> value =
                    run -> shown(run.settings().values().get(setting));
            if (runs.stream().map(value).distinct().count() > 1) {
                differing.add(setting);
            }
        }
        return differing;
    }
}
