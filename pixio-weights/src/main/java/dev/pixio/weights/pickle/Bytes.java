package dev.pixio.weights.pickle;

/** Raw bytes. Two of them are the same only if they are one. */
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
