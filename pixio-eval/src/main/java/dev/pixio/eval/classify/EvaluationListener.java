package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.report.EvaluationRow;

/** Receives the progress of an evaluation, on the thread that runs it. */
public interface EvaluationListener extends FeatureListener {

    /** Ignores all progress. */
    EvaluationListener NONE = new EvaluationListener() {};

    /** A candidate was evaluated. */
    default void onRow(EvaluationRow row) {}
}
