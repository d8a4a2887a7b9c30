package dev.pixio.data;

import dev.pixio.io.Sha256;

/** A short digest of a list of strings, to compare two lists of images. Not thread-safe. */
public final class Fingerprint {

    private static final int DIGITS = 16;

    /** Ends each string, so that "a", "b" differs from "ab"; no file name contains it. */
    private static final byte END = 0;

    private final Sha256 digest = new Sha256();

    /** A fingerprint of the empty list. */
    public Fingerprint() {}

    /** Appends a string. */
    public Fingerprint add(String text) {
        digest.add(text).add(END);
        return this;
    }

    /** The first 16 hexadecimal digits of the SHA-256 of all strings. Nothing can be added afterwards. */
    public String hex() {
        return digest.hex().substring(0, DIGITS);
    }
}
