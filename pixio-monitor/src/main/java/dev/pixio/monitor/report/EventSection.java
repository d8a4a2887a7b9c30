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

/** Events, and images that could not be read. */
final class EventSection {

    /** Maximum number of rows per table. */
    private static final int MAX_ROWS = 100;

    /** Maximum number of image names per row. */
    private static final int MAX_NAMES = 6;

    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_MESSAGE_LENGTH = 500;

    private static final Set<String> BAD = Set.of(
            Kind.NOT_FINITE.toString(),
            Kind.DAMAGED_CHECKPOINT.toString(),
            Kind.NOT_SAVED.toString(),
            Kind.OUT_OF_MEMORY.toString());
    private static final Set<String> WARNING = Set.of(
            Kind.SPIKE.toString(), Kind.ROLLED_BACK.toString(), Kind.SLOW_PROCESS.toString(), Kind.STOPPED.toString());

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
        List<RecordedEvent> shown = newest(events.others());
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table>");
        page.columnHeaders("#Step", "Event", "Message", "Time").raw("<tbody>\n");
        for (RecordedEvent event : shown) {
            page.raw("<tr><td class=\"number\">")
                    .text(NumberText.whole(event.step()))
                    .raw("</td><td>");
            page.element("span", "badge " + tone(event), ShortenedText.of(event.kind(), 40))
                    .raw("</td><td class=\"name\">");
            page.text(ShortenedText.of(event.message(), MAX_MESSAGE_LENGTH));
            if (!event.images().isEmpty()) {
                page.element("div", "quiet small", names(event.images()));
            }
            page.raw("</td>").element("td", "quiet time", time(event)).raw("</tr>\n");
        }
        page.raw("</tbody></table></div></div>\n");
        long all = events.counts().values().stream().mapToLong(Long::longValue).sum()
                - events.count(Kind.UNREADABLE_IMAGE);
        remainder(page, shown.size(), all, "events.jsonl has all of them.");
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
        List<RecordedEvent> shown = newest(unreadable);
        if (shown.isEmpty()) {
            return;
        }
        page.raw("<div class=\"card flush\"><div class=\"scroll\"><table>");
        page.columnHeaders("Image", "Reason").raw("<tbody>\n");
        for (RecordedEvent event : shown) {
            page.raw("<tr><td class=\"name\"><code>").text(names(event.images()));
            page.raw("</code></td>").element("td", "name", ShortenedText.of(event.message(), MAX_MESSAGE_LENGTH));
            page.raw("</tr>\n");
        }
        page.raw("</tbody></table></div></div>\n");
        remainder(page, shown.size(), all, "pixio data check lists every such file.");
    }

    /** At most {@value #MAX_ROWS} events, the newest. */
    private static List<RecordedEvent> newest(List<RecordedEvent> events) {
        return events.subList(Math.max(0, events.size() - MAX_ROWS), events.size());
    }

    private static void remainder(HtmlWriter page, int shown, long all, String hint) {
        if (shown < all) {
            page.element(
                    "p",
                    "quiet small under",
                    "The newest " + shown + " of " + NumberText.whole(all) + " are listed; " + hint);
        }
    }

    private static String names(List<String> images) {
        String names = images.stream()
                .limit(MAX_NAMES)
                .map(name -> ShortenedText.of(name, MAX_NAME_LENGTH))
                .collect(Collectors.joining(", "));
        return images.size() > MAX_NAMES ? names + " and " + (images.size() - MAX_NAMES) + " more" : names;
    }

    private static String tone(RecordedEvent event) {
        return BAD.contains(event.kind()) ? "bad" : WARNING.contains(event.kind()) ? "warn" : "";
    }

    /** Formats ISO 8601 without fractions of seconds and letters. */
    private static String time(RecordedEvent event) {
        String time = ShortenedText.of(event.time(), 40);
        return time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*")
                ? time.substring(0, 19).replace('T', ' ')
                : time;
    }
}
