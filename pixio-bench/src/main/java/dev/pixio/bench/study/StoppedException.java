package dev.pixio.bench.study;

/** A signal stopped the study. What was begun is resumed by the next start. */
final class StoppedException extends Exception {

    private static final long serialVersionUID = 1L;
}
