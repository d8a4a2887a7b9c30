package dev.pixio.image.resize;

/** Takes resized rows, from the first to the last. */
interface RowSink {

    /**
     * One row.
     *
     * @param values 0 to 255, red, green and blue side by side; the sink's only during the call
     */
    void accept(int[] values);
}
