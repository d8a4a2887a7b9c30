package dev.pixio.embed.file;

import dev.pixio.data.SkippedImage;
import java.util.List;

/**
 * The result of an export.
 *
 * @param images number of images in the file
 * @param added number of images that this export added
 * @param skipped images that could not be read, including those before an interruption
 * @param seconds duration without loading the model
 */
public record ExportResult(long images, long added, List<SkippedImage> skipped, double seconds) {

    public ExportResult {
        skipped = List.copyOf(skipped);
    }
}
