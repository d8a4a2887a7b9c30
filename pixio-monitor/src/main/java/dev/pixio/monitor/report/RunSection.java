package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.html.ShortenedText;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.RunState;
import dev.pixio.monitor.report.summary.RunSummary;
import dev.pixio.train.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** All about one run, a paragraph of the page after the other. */
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

    /** The whole page of a run that stands alone. */
    void alone(HtmlWriter page, int charts) throws IOException {
        page.open("div", "head").element("h1", run.name());
        badge(page, summary.state());
        page.close("div").raw("\n");
        verdict(page);
        facts(page);
        warnings(page);
        charts(page, charts);
        FrameSequence.write(page, run, FrameSequence.MOST, 1);
        TimeSection.write(page, run);
        EvaluationSection.write(page, run);
        advice(page);
        EventSection.write(page, run);
        checkpoints(page);
        EnvironmentSection.write(page, run);
        plan(page);
    }

    /** What is beside the curves and tables of several runs. */
    void among(HtmlWriter page, int images, int runs) throws IOException {
        page.raw("<details class=\"card run\"><summary>").text(run.name());
        badge(page, summary.state());
        page.raw("</summary>\n<div>\n");
        verdict(page);
        warnings(page);
        FrameSequence.write(page, run, images, runs);
        TimeSection.write(page, run);
        EvaluationSection.write(page, run);
        advice(page);
        EventSection.write(page, run);
        checkpoints(page);
        EnvironmentSection.write(page, run);
        plan(page);
        page.raw("</div></details>\n");
    }

    static void badge(HtmlWriter page, RunState state) {
        page.element("span", "badge " + state.tone(), state.word());
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
            // The first is the loss, and has the width of the page; so has a last one that would stand alone.
            boolean wide = i == 0 || (i == charts - 1 && charts % 2 == 0);
            page.raw("<div class=\"card" + (wide ? " wide" : "") + "\" data-chart=\"" + i + "\"></div>\n");
        }
        page.close("div");
    }

    private void verdict(HtmlWriter page) {
        page.open("p", "verdict").element("strong", verdictWord());
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

    private String verdictWord() {
        String taken = NumberText.whole(summary.steps())
                + (summary.totalSteps() > summary.steps() ? " of " + NumberText.whole(summary.totalSteps()) : "")
                + (summary.steps() == 1 ? " step" : " steps");
        return switch (summary.state()) {
            case COMPLETE -> "Complete: " + taken;
            case STOPPED -> "Stopped after " + taken;
            case RUNNING -> summary.steps() == 0 ? "Running, before its first step." : "Running: " + taken + " so far";
            case BROKEN_OFF -> "Interrupted after " + taken;
            case NOT_BEGUN -> "No step was taken.";
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
        fact(page, "Training time", NumberText.duration(summary.seconds()), startsWord());
        fact(
                page,
                "Images per second",
                NumberText.number(summary.imagesPerSecond()),
                NumberText.whole(summary.images()) + " in total");
        fact(page, "Waiting for images", NumberText.percent(summary.waitShare()), "of that time");
        if (summary.memory() > 0) {
            fact(page, "Memory", NumberText.bytes((double) summary.memory()), "at most");
        }
        if (!run.probes().isEmpty()) {
            double first = run.probes().get(0).top1();
            double last = run.probes().get(run.probes().size() - 1).top1();
            fact(page, "k-NN, top-1", NumberText.percent(last), "from " + NumberText.percent(first));
        }
        page.close("dl").raw("\n");
    }

    private String startsWord() {
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
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "no number";
    }

    private void warnings(HtmlWriter page) {
        warning(
                page,
                run.damagedSteps(),
                "of metrics could not be read, and is",
                "and are",
                "left out of what is here.");
        warning(page, run.events().damaged(), "of events could not be read, and is", "and are", "left out.");
    }

    private static void warning(HtmlWriter page, long lines, String one, String many, String end) {
        if (lines > 0) {
            String verb = lines == 1 ? one : one.replace("and is", many);
            page.element("p", "note", NumberText.whole(lines) + (lines == 1 ? " line " : " lines ") + verb + " " + end);
        }
    }

    private void advice(HtmlWriter page) {
        page.element("h2", "What to do next").open("ul", "advice").raw("\n");
        for (Recommendation advice : RecommendationRules.on(run)) {
            page.raw("<li>").element("h3", advice.title()).element("p", advice.reason());
            advice.command().ifPresent(page::command);
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
        page.heads("#After step", "#Model", "File").raw("<tbody>");
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
