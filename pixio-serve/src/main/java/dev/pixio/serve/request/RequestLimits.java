package dev.pixio.serve.request;

import java.time.Duration;

/**
 * What a client may send, and how long it may take.
 *
 * @param bodyBytes largest body of a request
 * @param images largest number of images in a request
 * @param pixels largest number of pixels of an image, checked before it is decoded
 * @param time for a client to send the head of a request, to send its body, to receive a response, and for an answer to be
 *     computed, each
 * @param connections largest number of connections; further ones are closed
 */
public record RequestLimits(long bodyBytes, int images, long pixels, Duration time, int connections) {

    /** A day. Nanoseconds of centuries are more than a long has. */
    private static final Duration LONGEST_TIME = Duration.ofDays(1);

    /** @throws IllegalArgumentException if a limit is not positive, a time longer than a day, or a body larger than an array of Java */
    public RequestLimits {
        if (bodyBytes < 1 || bodyBytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a body is limited to 1 byte to 2 GiB, not " + bodyBytes + " bytes");
        }
        if (images < 1) {
            throw new IllegalArgumentException("a request may have at least 1 image, not " + images);
        }
        if (pixels < 1) {
            throw new IllegalArgumentException("an image may have at least 1 pixel, not " + pixels);
        }
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a client needs some time, not " + time.toSeconds() + " s");
        }
        if (time.compareTo(LONGEST_TIME) > 0) {
            throw new IllegalArgumentException(
                    "a request takes at most " + LONGEST_TIME.toSeconds() + " s, not " + time.toSeconds());
        }
        if (connections < 1) {
            throw new IllegalArgumentException("a server needs at least 1 connection, not " + connections);
        }
    }

    /** 32 MiB, 32 images, 50 million pixels, 30 seconds, 128 connections. */
    public static RequestLimits defaults() {
        return new RequestLimits(32L << 20, 32, 50_000_000, Duration.ofSeconds(30), 128);
    }

    /** With another limit of bodies. */
    public RequestLimits withBodyBytes(long other) {
        return new RequestLimits(other, images, pixels, time, connections);
    }

    /** With another limit of images. */
    public RequestLimits withImages(int other) {
        return new RequestLimits(bodyBytes, other, pixels, time, connections);
    }

    /** With another limit of pixels. */
    public RequestLimits withPixels(long other) {
        return new RequestLimits(bodyBytes, images, other, time, connections);
    }

    /** With another time. */
    public RequestLimits withTime(Duration other) {
        return new RequestLimits(bodyBytes, images, pixels, other, connections);
    }

    /** With another limit of connections. */
    public RequestLimits withConnections(int other) {
        return new RequestLimits(bodyBytes, images, pixels, time, other);
    }
}
