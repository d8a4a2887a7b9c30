package dev.pixio.eval.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The results of an evaluation.
 *
 * @param <R> results of a candidate
 * @param protocol its name in files: "knn"
 * @param description the method in one line
 * @param train the training images
 * @param test the test images
 * @param classes number of classes
 * @param rows one per candidate and baseline
 * @param notes remarks on the results, one line each
 */
public record EvaluationReport<R extends ReportRow>(
        String protocol, String description, String train, String test, int classes, List<R> rows, List<String> notes) {

    public EvaluationReport {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /** A copy that begins with the row of the given name, if there is one. */
    public EvaluationReport<R> beginningWith(String name) {
        List<R> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.comparing(row -> !row.name().equals(name))); // stable: the others keep their order
        return new EvaluationReport<>(protocol, description, train, test, classes, sorted, notes);
    }

    /** A copy with more notes after its own. */
    public EvaluationReport<R> withNotes(List<String> more) {
        List<String> all = new ArrayList<>(notes);
        all.addAll(more);
        return new EvaluationReport<>(protocol, description, train, test, classes, rows, all);
    }
}
