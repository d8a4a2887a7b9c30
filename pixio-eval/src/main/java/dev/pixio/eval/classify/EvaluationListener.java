package dev.pixio.eval.classify;

import dev.pixio.data.SkippedPicture;

/** Watches an evaluation, on the thread that runs it. */
public interface EvaluationListener {

    /** Nobody watches. */
    EvaluationListener NONE = new EvaluationListener() {};

    /** The features of a set of pictures are being made, or read. */
    default void onSet(String subject, String pictures) {}

    /** So many pictures are embedded. */
    default void onBatch(long seen, long total) {}

    /** A picture could not be read and is left out. */
    default void onSkipped(SkippedPicture picture) {}

    /** Features were kept from an earlier evaluation, but are damaged, and are made anew. */
    default void onDamaged(String reason) {}

    /** A row is there. */
    default void onStanding(Standing standing) {}
}
