package dev.pixio.data;

import dev.pixio.io.Sha256;

/** A short digest of texts in their order, by which two lists of images can be told apart. Used by one thread. */
public final class Fingerprint {

    private static final int DIGITS = 16;

    /** Ends a text, so that "a", "b" is not "ab"; no file's name contains it. */
    private static final byte END = 0;

    private final Sha256 digest = new Sha256();

    /** Of no text yet. */
    public Fingerprint() {}

    /** Adds a text. */
    public Fingerprint add(String text) {
        digest.add(text).add(END);
        return this;
    }

    /** The first 16 hexadecimal digits of the SHA-256 of all texts; ends this fingerprint. */
    public String hex() {
        return digest.hex().substring(0, DIGITS);
    }
}
