package dev.pixio.search.update;

import dev.pixio.data.SkippedImage;
import java.util.List;

/**
 * What an update did.
 *
 * @param changes of the index
 * @param computed images whose vectors were computed now; those of an interrupted update are not among them
 * @param skipped images that are left out: they cannot be read, or an earlier image of their source has the same name
 * @param seconds that it took
 */
public record UpdateResult(IndexStore.StoreChanges changes, long computed, List<SkippedImage> skipped, double seconds) {

    public UpdateResult {
        skipped = List.copyOf(skipped);
    }
}
