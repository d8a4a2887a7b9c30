package dev.pixio.data.folder;

/**
 * What became of one file in a {@link DataCheck}.
 *
 * @param file path relative to the folder
 * @param ok whether it decodes
 * @param format what it is by its content, "JPEG"; empty if it is no image
 * @param width of the upright image in pixels; 0 if it does not decode
 * @param height of the upright image in pixels; 0 if it does not decode
 * @param detail why it does not decode, or what is odd about it; empty if there is nothing to say
 */
public record FileCheckResult(String file, boolean ok, String format, int width, int height, String detail) {}
