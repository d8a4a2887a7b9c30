package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.history.RecordedTest;
import dev.pixio.monitor.history.RecordedValidation;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.summary.ReportedRun;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The validations of a fine-tuning by step, its best one, and the test of the best model. */
final class ValidationSection {

    /** Validations that are listed, beside the best one. */
    private static final int LISTED = 20;

    private ValidationSection() {}

    static void write(HtmlWriter page, ReportedRun run) {
        List<RecordedValidation> all = run.validations();
        Optional<RecordedValidation> best = RecordedValidation.best(all);
        if (best.isEmpty()) {
            return;
        }
        page.element("h2", "Validation");
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table><caption>");
        page.text("On images that are held out. The best model, by ")
                .element("strong", best.get().name())
                .text(", is the one after step " + NumberText.whole(best.get().step()) + ".");
        if (all.size() > LISTED) {
            page.text(" Of " + NumberText.whole(all.size()) + " validations the last " + LISTED + " are listed.");
        }
        page.raw("</caption>\n");
        List<String> names = List.copyOf(best.get().measures().keySet());
        page.columnHeaders(
                Stream.concat(Stream.of("#After step"), names.stream().map(name -> "#" + name))
                        .toArray(String[]::new));
        page.raw("<tbody>\n");
        List<RecordedValidation> last = all.subList(Math.max(0, all.size() - LISTED), all.size());
        if (!last.contains(best.get())) {
            row(page, best.get(), names, true);
        }
        last.forEach(each -> row(page, each, names, each.equals(best.get())));
        page.raw("</tbody></table></div></div>\n");
        test(page, run.test());
    }

    private static void row(HtmlWriter page, RecordedValidation validation, List<String> names, boolean best) {
        page.raw(best ? "<tr class=\"mine\">" : "<tr>").raw("<td class=\"number\">");
        if (best) {
            page.element("small", "quiet", "best ");
        }
        page.text(NumberText.whole(validation.step())).raw("</td>");
        for (String name : names) {
            page.element("td", "number", NumberText.number(value(validation, name)));
        }
        page.raw("</tr>\n");
    }

    private static double value(RecordedValidation validation, String name) {
        return validation.measures().getOrDefault(name, Double.NaN);
    }

    private static void test(HtmlWriter page, RecordedTest test) {
        if (test.measures().isEmpty()) {
            return;
        }
        page.open("p", "quiet small under").text("The best model on test images: ");
        page.text(String.join(
                ", ",
                test.measures().entrySet().stream()
                        .map(measure -> measure.getKey() + " " + NumberText.number(measure.getValue()))
                        .toList()));
        page.close("p").raw("\n");
        if (!test.iouByClass().isEmpty()) {
            page.raw("<div class=\"card flush\"><div class=\"scroll\"><table><caption>");
            page.text("The best model on test images: intersection over union of each class, in percent.");
            page.raw("</caption>\n");
            page.columnHeaders("Class", "#IoU");
            page.raw("<tbody>\n");
            test.iouByClass().forEach((name, share) -> {
                page.raw("<tr>").element("td", "", name);
                page.element("td", "number", String.format(Locale.ROOT, "%.1f", 100 * share));
                page.raw("</tr>\n");
            });
            page.raw("</tbody></table></div></div>\n");
        }
    }
}
