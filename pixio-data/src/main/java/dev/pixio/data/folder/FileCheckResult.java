package dev.pixio.data.folder;

/**
 * The result of checking one file with {@link DataCheck}.
 *
 * @param file path relative to the folder
 * @param ok whether it decodes
 * @param format by its content, such as "JPEG"; empty if it is not an image
 * @param width of the upright image in pixels; 0 if it does not decode
 * @param height of the upright image in pixels; 0 if it does not decode
 * @param detail the reason why it does not decode, or a remark; empty otherwise
 * @param used whether a run uses the file, by the extension of its name, if it decodes
 */
public record FileCheckResult(
        String file, boolean ok, String format, int width, int height, String detail, boolean used) {}
