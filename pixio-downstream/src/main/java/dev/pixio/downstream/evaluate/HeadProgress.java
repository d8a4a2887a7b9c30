package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.train.HeadListener;
import dev.pixio.eval.features.FeatureListener;

/** Receives the progress of an evaluation by heads. */
public interface HeadProgress extends FeatureListener {

    /** The listener of a training that begins. */
    HeadListener onTraining(String encoder, long seed);

    /** The result of a seed. */
    void onResult(String encoder, SeedResult result);

    /** A line about the samples, such as what was left out. */
    void onNote(String note);
}
