package dev.pixio.search;

import dev.pixio.embed.FeatureOrigin;
import java.util.List;

/**
 * What an index states about itself.
 *
 * @param origin the weights and settings of its vectors
 * @param roots the sources of its images
 * @param images their number
 * @param generation counts the updates of the index, from 1; it changes when the index does
 * @param search how it is searched unless a query wants it exactly
 * @param version of Pixio that wrote it
 */
public record IndexDescription(
        FeatureOrigin origin, List<IndexRoot> roots, long images, long generation, Search search, String version) {

    /** How an index is searched. */
    public enum Search {
        /** Every vector is compared with the query. */
        EXACT,
        /** By a hierarchical navigable small-world graph, which may miss some of the nearest vectors. */
        HNSW;

        /** The name in messages. */
        @Override
        public String toString() {
            return this == EXACT ? "exact" : "HNSW";
        }
    }

    public IndexDescription {
        roots = List.copyOf(roots);
    }
}
