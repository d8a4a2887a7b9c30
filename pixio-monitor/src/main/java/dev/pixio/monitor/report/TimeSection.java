package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.history.RecordedProbe;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.summary.GroupSummary;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.monitor.report.summary.RunSummary;
import java.util.Locale;

/** Throughput, and shares of training, data wait, waiting for other processes and probes in the total time. */
final class TimeSection {

    private TimeSection() {}

    static void write(HtmlWriter page, ReportedRun run) {
        RunSummary summary = run.summary();
        if (summary.steps() == 0) {
            return;
        }
        double probing =
                run.probes().stream().mapToDouble(RecordedProbe::seconds).sum();
        double syncing = summary.group().map(GroupSummary::syncSeconds).orElse(0.0);
        double training = Math.max(0, summary.seconds() - summary.waitSeconds() - syncing);
        double total = training + summary.waitSeconds() + syncing + probing;
        page.element("h2", "Time");
        page.raw("<div class=\"card\"><div class=\"share-bar\" aria-hidden=\"true\">");
        bar(page, 1, training / total);
        bar(page, 2, summary.waitSeconds() / total);
        bar(page, 3, probing / total);
        bar(page, 4, syncing / total);
        page.raw("</div>\n<div class=\"cards times\"><table><tbody>\n");
        part(page, 1, "Training steps", training, total);
        part(page, 2, "Waiting for images", summary.waitSeconds(), total);
        if (probing > 0) {
            part(page, 3, "k-NN probes", probing, total);
        }
        if (syncing > 0) {
            part(page, 4, "Waiting for other processes", syncing, total);
        }
        page.raw("</tbody></table>\n<table><tbody>\n");
        RunSummary.Quantiles rates = summary.rates();
        rate(page, "Images per second, median step", rates.median());
        rate(page, "5 % of the steps are slower than", rates.p5());
        rate(page, "5 % of the steps are faster than", rates.p95());
        page.raw("</tbody></table></div></div>\n");
    }

    private static void bar(HtmlWriter page, int series, double share) {
        if (share > 0) {
            page.raw(String.format(
                    Locale.ROOT,
                    "<span style=\"width:%.2f%%;background:var(--series-%d)\"></span>",
                    100 * share,
                    series));
        }
    }

    private static void part(HtmlWriter page, int series, String name, double seconds, double total) {
        page.raw("<tr><th scope=\"row\"><i class=\"chip\" style=\"background:var(--series-" + series + ")\"></i>");
        page.text(name).raw("</th><td class=\"number\">").text(NumberText.duration(seconds));
        page.raw("</td><td class=\"number quiet\">")
                .text(NumberText.percent(seconds / total))
                .raw("</td></tr>\n");
    }

    private static void rate(HtmlWriter page, String name, double rate) {
        page.raw("<tr><th scope=\"row\">").text(name).raw("</th><td class=\"number\">");
        page.text(Double.isFinite(rate) ? NumberText.number(rate) : "?").raw("</td></tr>\n");
    }
}
