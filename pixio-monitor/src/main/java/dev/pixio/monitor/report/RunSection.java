package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.history.RecordedValidation;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.html.ShortenedText;
import dev.pixio.monitor.report.summary.GroupSummary;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.RunState;
import dev.pixio.monitor.report.summary.RunSummary;
import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** The sections of the report about one run. */
final class RunSection {

    private final ReportedRun run;
    private final RunSummary summary;

    private RunSection(ReportedRun run) {
        this.run = run;
        this.summary = run.summary();
    }

    static RunSection of(ReportedRun run) {
        return new RunSection(run);
    }

    /** Writes the page of a single run. */
    void writeSingle(HtmlWriter page, int charts) throws IOException {
        page.open("div", "head").element("h1", run.name());
        badge(page, summary.state());
        page.close("div").raw("\n");
        summaryLine(page);
        facts(page);
        warnings(page);
        charts(page, charts);
        FrameSequence.writeAll(page, run, FrameSequence.MAX_FRAMES, 1);
        ValidationSection.write(page, run);
        TimeSection.write(page, run);
        EvaluationSection.write(page, run);
        recommendations(page);
        EventSection.write(page, run);
        checkpoints(page);
        EnvironmentSection.write(page, run);
        plan(page);
    }

    /** Writes the details of one run in a comparison. */
    void writeCompared(HtmlWriter page, int images, int runs) throws IOException {
        page.raw("<details class=\"card run\"><summary>").text(run.name());
        badge(page, summary.state());
        page.raw("</summary>\n<div>\n");
        summaryLine(page);
        warnings(page);
        FrameSequence.writeAll(page, run, images, runs);
        ValidationSection.write(page, run);
        TimeSection.write(page, run);
        EvaluationSection.write(page, run);
        recommendations(page);
        EventSection.write(page, run);
        checkpoints(page);
        EnvironmentSection.write(page, run);
        plan(page);
        page.raw("</div></details>\n");
    }

    static void badge(HtmlWriter page, RunState state) {
        page.element("span", "badge " + state.tone(), state.label());
    }

    static void charts(HtmlWriter page, int charts) {
        if (charts == 0) {
            return;
        }
        page.element("h2", "Metrics");
        page.raw(
                "<noscript><p class=\"quiet\">The charts need JavaScript; the numbers are in the tables.</p></noscript>\n");
        page.open("div", "cards");
        for (int i = 0; i < charts; i++) {
            // The loss chart has the full width, and so has a last chart that would be alone in its row.
            boolean wide = i == 0 || (i == charts - 1 && charts % 2 == 0);
            page.raw("<div class=\"card" + (wide ? " wide" : "") + "\" data-chart=\"" + i + "\"></div>\n");
        }
        page.close("div");
    }

    private void summaryLine(HtmlWriter page) {
        page.open("p", "lead").element("strong", stateText());
        if (summary.steps() > 0) {
            page.text(String.format(
                    Locale.ROOT,
                    " in %s, %s images per second. The loss went from ",
                    NumberText.duration(summary.seconds()),
                    NumberText.number(summary.imagesPerSecond())));
            page.element("strong", loss(summary.firstLoss())).text(" to ");
            page.element("strong", loss(summary.lastLoss())).text(".");
        }
        page.close("p").raw("\n");
    }

    private String stateText() {
        String stepsDone = NumberText.whole(summary.steps())
                + (summary.totalSteps() > summary.steps() ? " of " + NumberText.whole(summary.totalSteps()) : "")
                + (summary.steps() == 1 ? " step" : " steps");
        return switch (summary.state()) {
            case COMPLETE -> "Complete: " + stepsDone;
            case STOPPED -> "Stopped after " + stepsDone;
            case RUNNING ->
                summary.steps() == 0 ? "Running, before its first step." : "Running: " + stepsDone + " so far";
            case INTERRUPTED -> "Interrupted after " + stepsDone;
            case NOT_STARTED -> "No completed step.";
        };
    }

    private void facts(HtmlWriter page) {
        if (summary.steps() == 0) {
            return;
        }
        page.open("dl", "facts");
        fact(page, "Loss", loss(summary.lastLoss()), "from " + loss(summary.firstLoss()));
        fact(page, "Steps", NumberText.whole(summary.steps()), ofTotal());
        if (Double.isFinite(summary.epochs())) {
            String planned = run.settings().value("schedule.epochs");
            fact(page, "Epochs", NumberText.number(summary.epochs()), planned.isEmpty() ? "" : "planned " + planned);
        }
        fact(page, "Training time", NumberText.duration(summary.seconds()), startsText());
        fact(
                page,
                "Images per second",
                NumberText.number(summary.imagesPerSecond()),
                NumberText.whole(summary.images()) + " in total");
        fact(page, "Waiting for images", NumberText.percent(summary.waitShare()), "of that time");
        summary.group().ifPresent(group -> groupFacts(page, group));
        if (summary.memory() > 0) {
            fact(page, "Memory", NumberText.bytes((double) summary.memory()), "at most");
        }
        if (!run.probes().isEmpty()) {
            double first = run.probes().get(0).top1();
            double last = run.probes().get(run.probes().size() - 1).top1();
            fact(page, "k-NN, top-1", NumberText.percent(last), "from " + NumberText.percent(first));
        }
        RecordedValidation.best(run.validations())
                .ifPresent(best -> fact(
                        page,
                        "Validation, " + best.name(),
                        NumberText.percent(best.score()),
                        "best, at step " + NumberText.whole(best.step())));
        page.close("dl").raw("\n");
    }

    private static void groupFacts(HtmlWriter page, GroupSummary group) {
        fact(page, "Processes", NumberText.whole(group.processes()), "mostly slowest: " + group.slowest());
        fact(page, "Waiting for processes", NumberText.percent(group.syncShare()), "of the time");
    }

    private String startsText() {
        int starts = run.environment().starts().size();
        return starts > 1 ? "in " + starts + " starts" : "";
    }

    private String ofTotal() {
        return summary.totalSteps() > 0
                ? String.format(
                        Locale.ROOT,
                        "of %s, %.0f %%",
                        NumberText.whole(summary.totalSteps()),
                        100.0 * summary.steps() / summary.totalSteps())
                : "";
    }

    private static void fact(HtmlWriter page, String name, String value, String more) {
        page.raw("<div>").element("dt", name).open("dd", "").text(value);
        if (!more.isEmpty()) {
            page.element("small", more);
        }
        page.close("dd").raw("</div>\n");
    }

    static String loss(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "not finite";
    }

    private void warnings(HtmlWriter page) {
        warning(
                page,
                run.damagedSteps(),
                "of metrics could not be read, and is",
                "and are",
                "left out of this report.");
        warning(page, run.events().damaged(), "of events could not be read, and is", "and are", "left out.");
    }

    private static void warning(HtmlWriter page, long lines, String one, String many, String end) {
        if (lines > 0) {
            String verb = lines == 1 ? one : one.replace("and is", many);
            page.element("p", "note", NumberText.whole(lines) + (lines == 1 ? " line " : " lines ") + verb + " " + end);
        }
    }

    private void recommendations(HtmlWriter page) {
        page.element("h2", "What to do next").open("ul", "advice").raw("\n");
        for (Recommendation recommendation : RecommendationRules.of(run)) {
            page.raw("<li>").element("h3", recommendation.title()).element("p", recommendation.reason());
            recommendation.command().ifPresent(page::command);
            page.raw("</li>\n");
        }
        page.close("ul").raw("\n");
    }

    private void checkpoints(HtmlWriter page) throws IOException {
        List<Checkpoint> all = run.folder().checkpoints().all();
        if (all.isEmpty()) {
            return;
        }
        page.element("h2", "Checkpoints");
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table>");
        page.columnHeaders("#After step", "#Model", "File").raw("<tbody>");
        for (Checkpoint checkpoint : all) {
            page.raw("<tr><td class=\"number\">").text(NumberText.whole(checkpoint.step()));
            page.raw("</td><td class=\"number\">").text(NumberText.bytes((double) Files.size(checkpoint.model())));
            page.raw("</td><td class=\"name\"><code>").text(checkpoint.model().toString());
            page.raw("</code></td></tr>\n");
        }
        page.raw("</tbody></table></div></div>\n");
    }

    private void plan(HtmlWriter page) {
        page.element("h2", "Plan");
        page.raw("<details class=\"card\"><summary>All settings, as <code>config.yaml</code></summary><pre>");
        page.text(ShortenedText.of(run.settings().text(), 20_000)).raw("</pre></details>\n");
    }
}
