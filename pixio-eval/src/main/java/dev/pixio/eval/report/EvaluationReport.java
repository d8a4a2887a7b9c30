package dev.pixio.eval.report;

import java.util.List;

/**
 * A comparison.
 *
 * @param protocol its name in files: "knn"
 * @param description how it was done
 * @param train what was learned from
 * @param test what was asked about
 * @param classes how many there are
 * @param rows one row a candidate
 * @param notes what a reader should know of it, one line each
 */
public record EvaluationReport(
        String protocol,
        String description,
        String train,
        String test,
        int classes,
        List<EvaluationRow> rows,
        List<String> notes) {

    public EvaluationReport {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }
}
