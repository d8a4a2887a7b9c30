package dev.pixio.serve.request;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A secret that clients send in a header, {@code Authorization: Bearer TOKEN}. It is compared in constant time, and appears
 * neither in {@link #toString} nor in a log.
 */
public final class AccessToken {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 512;
    private static final int GENERATED_BYTES = 32;
    private static final String SCHEME = "bearer ";
    private static final String COOKIE = "pixio-session=";

    private final String text;
    private final byte[] expected;

    /** In the cookie of browsers, so that the token itself is in no browser's files. */
    private final String session = random();

    private AccessToken(String text) {
        this.text = text;
        this.expected = text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A token.
     *
     * @param text of 16 to 512 visible ASCII characters without spaces
     * @throws IllegalArgumentException if it has another form; the message does not contain it
     */
    public static AccessToken of(String text) {
        boolean visible = text.chars().allMatch(character -> character > ' ' && character < 127);
        if (!visible || text.length() < SHORTEST || text.length() > LONGEST) {
            throw new IllegalArgumentException("a token has " + SHORTEST + " to " + LONGEST
                    + " visible ASCII characters without spaces; this one has "
                    + (visible ? text.length() + " characters" : "others"));
        }
        return new AccessToken(text);
    }

    /**
     * Reads a token from a file that contains nothing else.
     *
     * @throws IOException if the file cannot be read or contains no token, with a message for the user
     */
    public static AccessToken read(Path file) throws IOException {
        try {
            if (Files.size(file) > 2 * LONGEST) {
                throw new IOException(file + ": too large for a token");
            }
            return of(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        } catch (MalformedInputException e) {
            throw new IOException(file + ": no text, so no token", e);
        }
    }

    /** A new random token of 256 bits. */
    public static AccessToken generate() {
        return new AccessToken(random());
    }

    private static String random() {
        byte[] random = new byte[GENERATED_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** The value of {@code Set-Cookie} for a browser that has sent the token; valid as long as this process runs. */
    public String cookie() {
        return COOKIE + session + "; HttpOnly; SameSite=Strict; Path=/";
    }

    /** The secret, to be shown once to the user who starts the server. */
    public String secret() {
        return text;
    }

    /** Whether a request has the token, or the cookie of a browser that has sent it. */
    public boolean isIn(Headers request) {
        List<String> values = request.getOrDefault("Authorization", List.of());
        if (values.size() == 1) {
            String value = values.get(0);
            return value.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                    && matches(value.substring(SCHEME.length()).strip());
        }
        byte[] wanted = (COOKIE + session).getBytes(StandardCharsets.UTF_8);
        return request.getOrDefault("Cookie", List.of()).stream()
                .flatMap(cookies -> Stream.of(cookies.split(";", -1)))
                .anyMatch(cookie -> MessageDigest.isEqual(wanted, cookie.strip().getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether a text is the token, in a time that does not depend on where they differ. */
    public boolean matches(String given) {
        return MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "a token";
    }
}
