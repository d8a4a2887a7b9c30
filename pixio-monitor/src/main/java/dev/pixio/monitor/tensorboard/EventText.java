package dev.pixio.monitor.tensorboard;

import dev.pixio.train.listener.TrainingEvent;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Events of a run as the texts of its steps. TensorBoard keeps one text a step, so what happened around a step is told
 * together; and what is forgotten when a run goes back is told again, because it is why the run went back.
 */
final class EventText {

    /** Enough for the reasons of going back; a run with thousands of unreadable images must not be kept in memory. */
    private static final int REMEMBERED = 100;

    private final List<TrainingEvent> waiting = new ArrayList<>();
    private final List<TrainingEvent> told = new ArrayList<>();
    private final Deque<TrainingEvent> remembered = new ArrayDeque<>();
    private long toldAt = -1;

    void add(TrainingEvent event) {
        waiting.add(event);
        if (remembered.size() == REMEMBERED) {
            remembered.removeFirst();
        }
        remembered.addLast(event);
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    void rewind(long step) {
        List<TrainingEvent> again =
                remembered.stream().filter(event -> event.step() > step).toList();
        waiting.removeAll(again);
        waiting.addAll(0, again);
        toldAt = -1;
    }

    /** All that is to be shown at a step, with what was told at this step before. */
    String at(long step) {
        if (step != toldAt) {
            told.clear();
        }
        toldAt = step;
        told.addAll(waiting);
        waiting.clear();
        return told.stream().map(EventText::line).collect(Collectors.joining("\n"));
    }

    /** Indented by four, so that Markdown takes nothing in a message or a file's name for its own. */
    private static String line(TrainingEvent event) {
        String images = event.images().isEmpty() ? "" : " (" + String.join(", ", event.images()) + ")";
        return "    "
                + (event.time().truncatedTo(ChronoUnit.SECONDS) + " after step " + event.step() + ", " + event.kind()
                                + ": " + event.message() + images)
                        .replaceAll("\\R", " ");
    }
}
