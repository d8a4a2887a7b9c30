package dev.pixio.search.folder;

import dev.pixio.embed.FeatureOrigin;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexException;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.nearest.VectorGraph;
import dev.pixio.search.update.ImageVectors;
import dev.pixio.search.update.IndexStore.StoreChanges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** What an update changes of a generation, and the next generation that comes of it. */
final class FolderChanges implements AutoCloseable {

    private final Path index;
    private final Optional<Generation> base;
    private final PendingLog pending;
    private final FeatureOrigin origin;
    private final String version;
    private final int graphFrom;
    private final BitSet kept = new BitSet(); // rows of the base
    private final Map<Integer, FileFacts> touched = new HashMap<>(); // rows whose content is the same
    private final Map<IndexRoot, Map<String, FileFacts>> added = new HashMap<>(); // records that are used

    FolderChanges(
            Path index,
            Optional<Generation> base,
            PendingLog pending,
            FeatureOrigin origin,
            String version,
            int graphFrom) {
        this.index = index;
        this.base = base;
        this.pending = pending;
        this.origin = origin;
        this.version = version;
        this.graphFrom = graphFrom;
    }

    Optional<FileFacts> known(IndexRoot root, String path) {
        Optional<FileFacts> computed = pending.record(root, path).map(PendingLog.Logged::facts);
        if (computed.isPresent()) {
            return computed;
        }
        OptionalInt row = row(root, path);
        return row.isPresent() ? Optional.of(entries().entry(row.getAsInt()).facts()) : Optional.empty();
    }

    private EntryTable entries() {
        return base.map(Generation::entries).orElse(EntryTable.EMPTY);
    }

    private List<IndexRoot> baseRoots() {
        return base.map(generation -> generation.manifest().roots()).orElse(List.of());
    }

    /** The row of an image in the base. */
    private OptionalInt row(IndexRoot root, String path) {
        int number = baseRoots().indexOf(root);
        return number < 0 ? OptionalInt.empty() : entries().row(number, path);
    }

    void keep(IndexRoot root, String path, FileFacts facts) {
        if (pending.record(root, path).isPresent()) {
            use(root, path, facts);
            return;
        }
        int row = row(root, path).orElseThrow();
        kept.set(row);
        if (!entries().entry(row).facts().equals(facts)) {
            touched.put(row, facts);
        }
    }

    private void use(IndexRoot root, String path, FileFacts facts) {
        added.computeIfAbsent(root, name -> new HashMap<>()).put(path, facts);
    }

    void put(IndexRoot root, String path, FileFacts facts, ImageVectors vectors) throws IOException {
        pending.put(root, path, facts, vectors);
        use(root, path, facts);
    }

    void force() throws IOException {
        pending.force();
    }

    /** Writes the next generation; none if nothing has changed. */
    StoreChanges finish(List<IndexRoot> updated) throws IOException {
        List<IndexRoot> roots = new ArrayList<>(baseRoots());
        updated.stream().filter(root -> !roots.contains(root)).forEach(roots::add);
        List<GenerationWriter.Row> rows = new ArrayList<>();
        int stayed = addKept(rows, new HashSet<>(updated));
        int replaced = addNew(rows, roots);
        int removed = entries().size() - stayed - replaced;
        int fresh = rows.size() - stayed - replaced;
        if (rows.isEmpty()) {
            throw new IndexException("none of the images can be read: the index would be empty");
        }
        boolean graph = hasGraph(rows.size());
        boolean same = fresh + replaced + removed == 0 && touched.isEmpty() && roots.equals(baseRoots());
        if (same && base.isPresent() && base.get().manifest().graph() == graph) {
            return new StoreChanges(rows.size(), 0, 0, 0, base.get().manifest().generation());
        }
        long generation = write(rows, roots);
        return new StoreChanges(rows.size(), fresh, replaced, removed, generation);
    }

    /** Adds what stays of the base, and returns the number of these images. */
    private int addKept(List<GenerationWriter.Row> rows, Set<IndexRoot> updated) {
        for (int row = 0; row < entries().size(); row++) {
            Entry entry = entries().entry(row);
            IndexRoot root = baseRoots().get(entry.root());
            if (kept.get(row) || !updated.contains(root)) {
                FileFacts facts = touched.getOrDefault(row, entry.facts());
                rows.add(GenerationWriter.Row.kept(new Entry(entry.id(), entry.root(), entry.path(), facts), row));
            }
        }
        return rows.size();
    }

    /** Adds new vectors, and returns how many of them replace vectors of the base. */
    private int addNew(List<GenerationWriter.Row> rows, List<IndexRoot> roots) {
        int id = nextId();
        int replaced = 0;
        for (int number = 0; number < roots.size(); number++) {
            IndexRoot root = roots.get(number);
            for (Map.Entry<String, FileFacts> image :
                    added.getOrDefault(root, Map.of()).entrySet()) {
                PendingLog.Logged record = pending.record(root, image.getKey()).orElseThrow();
                Entry entry = new Entry(id, number, Entry.bytes(image.getKey()), image.getValue());
                rows.add(GenerationWriter.Row.added(entry, record));
                replaced += row(root, image.getKey()).isPresent() ? 1 : 0;
                id = Math.addExact(id, 1);
            }
        }
        return replaced;
    }

    private int nextId() {
        return base.map(generation -> generation.manifest().nextId()).orElse(0);
    }

    private long write(List<GenerationWriter.Row> rows, List<IndexRoot> roots) throws IOException {
        rows.sort((a, b) -> Entry.ORDER.compare(a.entry(), b.entry()));
        long number = IndexFiles.nextGeneration(index);
        int patchDimension = patchDimension(rows);
        boolean withPatches = base.map(generation -> generation.manifest().hasPatches())
                .orElseGet(() -> rows.get(0).added().orElseThrow().patchDimension() > 0);
        GenerationWriter writer =
                new GenerationWriter(IndexFiles.generation(index, number), base, pending, origin.dimension());
        Map<String, Integer> checksums = writer.write(rows, withPatches);
        if (base.isPresent()) {
            base.get().checkVectors(); // they were correct when the update began, which may be hours ago
        }
        boolean graph = hasGraph(rows.size());
        if (graph) {
            int checksum = Objects.requireNonNull(checksums.get(IndexFiles.VECTORS));
            new GenerationGraph(writer.folder(), base).write(rows, checksum, origin.dimension());
        }
        int newIds = (int) rows.stream().filter(row -> row.added().isPresent()).count();
        Manifest manifest = new Manifest(
                number, rows.size(), nextId() + newIds, origin, patchDimension, roots, checksums, graph, version);
        IndexFiles.publish(index, manifest);
        IndexFiles.deleteOthers(index, Optional.of(writer.folder()));
        return number;
    }

    private boolean hasGraph(int images) {
        return images >= graphFrom && origin.dimension() <= VectorGraph.MAX_DIMENSION;
    }

    private int patchDimension(List<GenerationWriter.Row> rows) {
        int added = rows.get(0).added().map(PendingLog.Logged::patchDimension).orElse(0);
        return base.map(generation -> generation.manifest().patchDimension())
                .orElse(added > 0 ? added : origin.dimension());
    }

    @Override
    public void close() throws IOException {
        pending.close();
    }
}
