package dev.pixio.data;

/**
 * An image that could not be read.
 *
 * @param index in its source
 * @param name as its source calls it
 * @param reason in one line, "truncated JPEG"
 */
public record SkippedImage(long index, String name, String reason) {}
