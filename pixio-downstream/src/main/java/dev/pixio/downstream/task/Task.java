package dev.pixio.downstream.task;

/** What a head predicts for an image or for each of its pixels. */
public sealed interface Task permits Classification, DenseTask {

    /** The name in options and files. */
    String id();

    /** Scores of a head for an image, or for each pixel. */
    int outputs();
}
