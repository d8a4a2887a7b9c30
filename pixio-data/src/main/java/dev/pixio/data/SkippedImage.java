package dev.pixio.data;

/**
 * An image that could not be read.
 *
 * @param index of the image in its source
 * @param name of the image in its source
 * @param reason in one line, such as "truncated JPEG"
 */
public record SkippedImage(long index, String name, String reason) {}
