package dev.pixio.weights.pickle;

/** Python's bytes. Compared by identity. */
public final class Bytes {

    private final byte[] content;

    public Bytes(byte[] content) {
        this.content = content;
    }

    /** The bytes themselves, not a copy. */
    public byte[] content() {
        return content;
    }
}
