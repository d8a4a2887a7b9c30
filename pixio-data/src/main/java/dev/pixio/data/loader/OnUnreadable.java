package dev.pixio.data.loader;

/** What a batch contains in place of an image that cannot be read. */
public enum OnUnreadable {
    /** Another image, drawn at random; all batches stay full. */
    REPLACE,
    /** Undefined pixels, for which {@link Batch#isLeftOut} returns true. */
    LEAVE_OUT
}
