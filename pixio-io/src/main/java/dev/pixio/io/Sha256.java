package dev.pixio.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes the SHA-256 of the concatenation of bytes, texts and files. Used by one thread. */
public final class Sha256 {

    private static final int BUFFER = 1 << 20;

    private final MessageDigest digest;

    /** A digest of no bytes yet. */
    public Sha256() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The SHA-256 of the content of a file, as 64 hexadecimal digits in lower case. */
    public static String hexOf(Path file) throws IOException {
        return new Sha256().add(file).hex();
    }

    /** Adds bytes. */
    public Sha256 add(byte... bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds the remaining bytes of a buffer. */
    public Sha256 add(ByteBuffer bytes) {
        digest.update(bytes);
        return this;
    }

    /** Adds text in UTF-8. */
    public Sha256 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds the content of a file. */
    public Sha256 add(Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return this;
    }

    /** The 32 bytes of the digest; resets the digest. */
    public byte[] bytes() {
        return digest.digest();
    }

    /** The digest as 64 hexadecimal digits in lower case; resets the digest. */
    public String hex() {
        return HexFormat.of().formatHex(bytes());
    }
}
