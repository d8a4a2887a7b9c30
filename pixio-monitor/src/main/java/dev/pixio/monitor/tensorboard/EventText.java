package dev.pixio.monitor.tensorboard;

import dev.pixio.train.listener.TrainingEvent;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Events of a run as text summaries of steps. TensorBoard shows one text per step, so the events of a step are combined.
 * TensorBoard drops the texts after the step of a rollback; these events are written again, because they give its reason.
 */
final class EventText {

    /** Bounds the memory of runs with thousands of unreadable images. */
    private static final int MAX_RECENT = 100;

    private final List<TrainingEvent> pending = new ArrayList<>();
    private final List<TrainingEvent> shown = new ArrayList<>();
    private final Deque<TrainingEvent> recent = new ArrayDeque<>();
    private long shownStep = -1;

    void add(TrainingEvent event) {
        pending.add(event);
        if (recent.size() == MAX_RECENT) {
            recent.removeFirst();
        }
        recent.addLast(event);
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    void rewind(long step) {
        List<TrainingEvent> repeated =
                recent.stream().filter(event -> event.step() > step).toList();
        pending.removeAll(repeated);
        pending.addAll(0, repeated);
        shownStep = -1;
    }

    /** The text of a step: events that were written for this step before, and pending ones. */
    String at(long step) {
        if (step != shownStep) {
            shown.clear();
        }
        shownStep = step;
        shown.addAll(pending);
        pending.clear();
        return shown.stream().map(EventText::line).collect(Collectors.joining("\n"));
    }

    /** Indented by four, a code block in Markdown, so that messages and file names are not interpreted as markup. */
    private static String line(TrainingEvent event) {
        String images = event.images().isEmpty() ? "" : " (" + String.join(", ", event.images()) + ")";
        return "    "
                + (event.time().truncatedTo(ChronoUnit.SECONDS) + " after step " + event.step() + ", " + event.kind()
                                + ": " + event.message() + images)
                        .replaceAll("\\R", " ");
    }
}
