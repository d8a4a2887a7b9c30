package dev.pixio.downstream.output;

import dev.pixio.data.SkippedImage;
import java.util.List;

/**
 * What was predicted.
 *
 * @param predicted number of images, without those of an earlier run
 * @param earlier number of images whose files were there
 * @param skipped images that could not be read
 * @param seconds that it took
 */
public record PredictionResult(long predicted, long earlier, List<SkippedImage> skipped, double seconds) {

    public PredictionResult {
        skipped = List.copyOf(skipped);
    }
}
