package dev.pixio.monitor.report;

import dev.pixio.monitor.NumberText;
import dev.pixio.monitor.history.RecordedEvents;
import dev.pixio.monitor.report.html.HtmlWriter;
import dev.pixio.monitor.report.html.ShortenedText;
import dev.pixio.monitor.report.summary.ReportedRun;
import dev.pixio.train.listener.RecordedEvent;
import dev.pixio.train.listener.TrainingEvent.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What happened beside the figures, and which images could not be read. */
final class EventSection {

    /** Rows of a list. */
    private static final int ROWS = 100;

    /** Names of images in one row. */
    private static final int NAMES = 6;

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_MESSAGE = 500;

    private static final Set<String> BAD = Set.of(
            Kind.NOT_FINITE.toString(),
            Kind.DAMAGED_CHECKPOINT.toString(),
            Kind.NOT_SAVED.toString(),
            Kind.OUT_OF_MEMORY.toString());
    private static final Set<String> WARNING =
            Set.of(Kind.SPIKE.toString(), Kind.ROLLED_BACK.toString(), Kind.STOPPED.toString());

    private EventSection() {}

    static void write(HtmlWriter page, ReportedRun run) {
        events(page, run.events());
        skipped(page, run.events().unreadable(), run.summary().skipped());
    }

    private static void events(HtmlWriter page, RecordedEvents events) {
        page.element("h2", "Events");
        if (events.others().isEmpty()) {
            page.element("p", "quiet", "No events.");
            return;
        }
        List<RecordedEvent> shown = bounded(events.others());
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table>");
        page.heads("#Step", "Event", "Message", "Time").raw("<tbody>\n");
        for (RecordedEvent event : shown) {
            page.raw("<tr><td class=\"number\">")
                    .text(NumberText.whole(event.step()))
                    .raw("</td><td>");
            page.element("span", "badge " + tone(event), ShortenedText.of(event.kind(), 40))
                    .raw("</td><td class=\"name\">");
            page.text(ShortenedText.of(event.message(), LONGEST_MESSAGE));
            if (!event.images().isEmpty()) {
                page.element("div", "quiet small", names(event.images()));
            }
            page.raw("</td>").element("td", "quiet time", time(event)).raw("</tr>\n");
        }
        page.raw("</tbody></table></div></div>\n");
        long all = events.counts().values().stream().mapToLong(Long::longValue).sum()
                - events.count(Kind.UNREADABLE_IMAGE);
        more(page, shown.size(), all, "events.jsonl has all of them.");
    }

    private static void skipped(HtmlWriter page, List<RecordedEvent> unreadable, long all) {
        if (all == 0) {
            return;
        }
        page.element("h2", "Skipped images");
        page.element(
                "p",
                "quiet",
                NumberText.whole(all) + (all == 1 ? " image" : " images")
                        + " could not be read and were replaced by others.");
        List<RecordedEvent> shown = bounded(unreadable);
        if (shown.isEmpty()) {
            return;
        }
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table>");
        page.heads("Image", "Reason").raw("<tbody>\n");
        for (RecordedEvent event : shown) {
            page.raw("<tr><td class=\"name\"><code>").text(names(event.images()));
            page.raw("</code></td>").element("td", "name", ShortenedText.of(event.message(), LONGEST_MESSAGE));
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div></div>\n");
        more(page, shown.size(), all, "pixio data check lists every such file.");
    }

    /** The newest where there are many: what happened last is what one looks for. */
    private static List<RecordedEvent> bounded(List<RecordedEvent> events) {
        return events.subList(Math.max(0, events.size() - ROWS), events.size());
    }

    private static void more(HtmlWriter page, int shown, long all, String where) {
        if (shown < all) {
            page.element(
                    "p",
                    "quiet small under",
                    "The newest " + shown + " of " + NumberText.whole(all) + " are listed; " + where);
        }
    }

    private static String names(List<String> images) {
        String names = images.stream()
                .limit(NAMES)
                .map(name -> ShortenedText.of(name, LONGEST_NAME))
                .collect(Collectors.joining(", "));
        return images.size() > NAMES ? names + " and " + (images.size() - NAMES) + " more" : names;
    }

    private static String tone(RecordedEvent event) {
        return BAD.contains(event.kind()) ? "bad" : WARNING.contains(event.kind()) ? "warn" : "";
    }

    /** To the second, without the letters of ISO. */
    private static String time(RecordedEvent event) {
        String time = ShortenedText.of(event.time(), 40);
        return time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*")
                ? time.substring(0, 19).replace('T', ' ')
                : time;
    }
}
