package dev.pixio.search.folder;

import dev.pixio.search.nearest.GraphWriter;
import dev.pixio.search.nearest.VectorMatrix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Writes the graph of a generation whose vectors are written.
 *
 * @param folder of the generation
 * @param base the generation before; empty of a new index
 */
record GenerationGraph(Path folder, Optional<Generation> base) {

    /**
     * Writes the graph.
     *
     * @param rows of the generation
     * @param checksum of its vectors
     */
    void write(List<GenerationWriter.Row> rows, int checksum, int dimension) throws IOException {
        VectorMatrix vectors = VectorMatrix.open(folder.resolve(IndexFiles.VECTORS), rows.size(), dimension, checksum);
        GraphWriter writer = new GraphWriter(folder.resolve(IndexFiles.GRAPH), vectors);
        if (base.isEmpty() || !base.get().manifest().graph()) {
            writer.write(added(rows, false));
            return;
        }
        Generation before = base.get();
        writer.write(before.folder().resolve(IndexFiles.GRAPH), added(rows, true), deleted(before, rows));
    }

    private static List<GraphWriter.Added> added(List<GenerationWriter.Row> rows, boolean onlyNew) {
        List<GraphWriter.Added> added = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            if (!onlyNew || rows.get(row).added().isPresent()) {
                added.add(new GraphWriter.Added(rows.get(row).entry().id(), row));
            }
        }
        return added;
    }

    private static List<Long> deleted(Generation before, List<GenerationWriter.Row> rows) {
        BitSet kept = new BitSet();
        rows.stream().filter(row -> row.added().isEmpty()).forEach(row -> kept.set(row.baseRow()));
        List<Long> deleted = new ArrayList<>();
        for (int row = kept.nextClearBit(0); row < before.entries().size(); row = kept.nextClearBit(row + 1)) {
            deleted.add((long) before.entries().entry(row).id());
        }
        return deleted;
    }
}
