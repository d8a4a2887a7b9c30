package dev.pixio.eval.classify;

import dev.pixio.eval.features.FeatureListener;
import dev.pixio.eval.report.EvaluationRow;

/** Follows an evaluation, on the thread that runs it. */
public interface EvaluationListener extends FeatureListener {

    /** Does nothing. */
    EvaluationListener NONE = new EvaluationListener() {};

    /** The features of a set of images are being made, or read. */
    default void onFeatures(String candidate, String images) {}

    /** A row is there. */
    default void onRow(EvaluationRow row) {}
}
