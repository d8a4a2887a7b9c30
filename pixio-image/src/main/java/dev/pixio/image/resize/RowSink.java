package dev.pixio.image.resize;

/** Receives resized rows, from the first to the last. */
interface RowSink {

    /**
     * One row.
     *
     * @param values {@code [width, 3]}, 0 to 255; valid only during the call
     */
    void accept(int[] values);
}
