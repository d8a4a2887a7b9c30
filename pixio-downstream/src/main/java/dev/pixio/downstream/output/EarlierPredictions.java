package dev.pixio.downstream.output;

import dev.pixio.downstream.output.WrittenFiles.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an earlier run has written into a folder of predictions.
 *
 * @param folder of the predictions
 */
record EarlierPredictions(Path folder) {

    /** The files that a run will write. */
    interface Wanted {

        /** The files of an image. */
        List<Entry> of(long index);
    }

    /**
     * The files of the earlier run that are there.
     *
     * @param images number of images of this run
     * @param legend whether this run writes a legend
     * @return by their path
     * @throws IOException if a file is in the way that the earlier run has not written
     */
    Map<Path, Entry> find(OutputNames names, Wanted wanted, long images, boolean legend) throws IOException {
        WrittenFiles written = new WrittenFiles(folder);
        boolean described = Files.isRegularFile(folder.resolve(PredictionFolder.DESCRIPTION));
        Map<Path, Entry> earlier = new LinkedHashMap<>();
        if (described) {
            earlier.putAll(written.read());
        }
        // Earlier versions listed no files: those of the same images in the folders of their task are theirs.
        List<String> unlisted = described && !written.isKnown() ? foldersOfTask() : List.of();
        for (long i = 0; i < images; i++) {
            for (String each : unlisted) {
                Path path = names.of(folder.resolve(each), i);
                earlier.put(path, new Entry(path, Optional.empty()));
            }
            for (Entry entry : wanted.of(i)) {
                requireListed(entry.path(), earlier, described);
            }
        }
        if (legend) {
            requireListed(folder.resolve(DenseFiles.LEGEND), earlier, described);
        }
        earlier.keySet().removeIf(file -> !Files.isRegularFile(file));
        return earlier;
    }

    private void requireListed(Path path, Map<Path, Entry> earlier, boolean described) throws IOException {
        if (Files.isRegularFile(path) && !earlier.containsKey(path)) {
            throw new IOException(path + " may be no prediction, because " + folder
                    + (described
                            ? " does not list it in " + WrittenFiles.NAME
                            : " has no " + PredictionFolder.DESCRIPTION)
                    + ": name another folder");
        }
    }

    private List<String> foldersOfTask() throws IOException {
        try {
            return DenseFiles.foldersOf(JsonMapper.shared()
                    .readTree(Files.readString(folder.resolve(PredictionFolder.DESCRIPTION)))
                    .path("task")
                    .asString(""));
        } catch (JacksonException e) {
            return List.of();
        }
    }

    /**
     * Deletes files that are the predictions of other images than this run has for them, as after a change of the source: they
     * would seem to be done.
     *
     * @param earlier from {@link #find}; those that are deleted are removed
     */
    void removeOfOtherImages(Map<Path, Entry> earlier, Wanted wanted, long images) throws IOException {
        List<Path> others = new ArrayList<>();
        for (long i = 0; i < images; i++) {
            for (Entry entry : wanted.of(i)) {
                Entry found = earlier.getOrDefault(entry.path(), entry);
                if (found.image().isPresent() && !found.image().equals(entry.image())) {
                    others.add(entry.path());
                }
            }
        }
        remove(others);
        others.forEach(earlier::remove);
    }

    /** Deletes predictions, which would seem to be of the new model, and the folders that are empty without them. */
    void remove(Collection<Path> files) throws IOException {
        for (Path file : files) {
            Files.delete(file);
            for (Path above = file.getParent();
                    above != null && !above.equals(folder) && Files.isDirectory(above, LinkOption.NOFOLLOW_LINKS);
                    above = above.getParent()) {
                if (!deleteIfEmpty(above)) {
                    break;
                }
            }
        }
    }

    private static boolean deleteIfEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                return false;
            }
        }
        Files.delete(directory);
        return true;
    }
}
