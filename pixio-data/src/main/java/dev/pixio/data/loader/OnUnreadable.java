package dev.pixio.data.loader;

/** What becomes of the place in a batch whose image cannot be read. */
public enum OnUnreadable {
    /** Another image takes it, so that batches stay full. */
    REPLACE,
    /** It stays, with pixels that mean nothing, and {@link Batch#isLeftOut} says so. */
    LEAVE_OUT
}
