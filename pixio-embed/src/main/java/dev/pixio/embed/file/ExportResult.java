package dev.pixio.embed.file;

import dev.pixio.data.SkippedImage;
import java.util.List;

/**
 * What an export did.
 *
 * @param images with features in the file
 * @param added of them this time, not before
 * @param skipped those that could not be read, before an interruption too
 * @param seconds that it took, without the loading of the model
 */
public record ExportResult(long images, long added, List<SkippedImage> skipped, double seconds) {

    public ExportResult {
        skipped = List.copyOf(skipped);
    }
}
