package dev.pixio.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short digest of texts in their order, by which two lists of pictures can be told apart. Used by one thread. */
public final class Fingerprint {

    private static final int BYTES = 8;

    /** Ends a text, so that "a", "b" is not "ab"; no file's name contains it. */
    private static final byte END = 0;

    private final MessageDigest digest;

    public Fingerprint() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256, but this one", e);
        }
    }

    /** Adds a text. */
    public Fingerprint add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update(END);
        return this;
    }

    /** The first 16 hexadecimal digits of the SHA-256 of all texts; ends this fingerprint. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
