package dev.pixio.search.folder;

import dev.pixio.io.DurableFile;
import dev.pixio.io.FileTree;
import dev.pixio.io.Sha256;
import dev.pixio.search.IndexException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of the files of an index, and which generation is the current one. {@value #CURRENT} names it, with the digest of its
 * manifest, which has the checksums of the other files; replacing this one file is what makes an update visible.
 */
public final class IndexFiles {

    /** The file by which an index is recognised. */
    public static final String CURRENT = "pixio-index.txt";

    /** The folder of the thumbnails. */
    public static final String THUMBNAILS = "thumbnails";

    static final String LOCK = "update.lock";
    static final String PENDING = "pending.bin";
    static final String MANIFEST = "manifest.json";
    static final String ENTRIES = "entries.bin";
    static final String VECTORS = "vectors.f32";
    static final String PATCHES = "patches.f32";
    static final String GRAPH = "graph";

    private static final Logger LOG = LoggerFactory.getLogger(IndexFiles.class);

    private static final String GENERATION = "generation-";
    private static final Pattern LINE = Pattern.compile("(" + GENERATION + "\\d{1,18}) ([0-9a-f]{64})\n");
    private static final int MAX_BYTES = 1 << 24;

    private IndexFiles() {}

    /** Whether a folder has an index. */
    public static boolean isIndex(Path folder) {
        return Files.isRegularFile(folder.resolve(CURRENT));
    }

    /**
     * The current generation of an index.
     *
     * @param folder of the generation
     * @param manifest that it has
     */
    record Current(Path folder, Manifest manifest) {}

    /**
     * Reads which generation is the current one; empty if there is no index.
     *
     * @throws IndexException in one line: a file is damaged
     */
    static Optional<Current> current(Path index) throws IOException {
        Path file = index.resolve(CURRENT);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(new String(read(file), StandardCharsets.UTF_8));
        if (!line.matches()) {
            throw IndexException.damaged(file, "it does not name a generation");
        }
        Path folder = index.resolve(line.group(1));
        byte[] manifest = read(folder.resolve(MANIFEST));
        if (!new Sha256().add(manifest).hex().equals(line.group(2))) {
            throw IndexException.damaged(folder.resolve(MANIFEST), "its checksum is not that of the index");
        }
        return Optional.of(new Current(folder, Manifest.parse(folder.resolve(MANIFEST), manifest)));
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw IndexException.damaged(file, "it has " + Files.size(file) + " bytes");
        }
        return Files.readAllBytes(file);
    }

    /** The folder of a generation. */
    static Path generation(Path index, long number) {
        return index.resolve(GENERATION + number);
    }

    /** A number that no generation of an index has. */
    static long nextGeneration(Path index) throws IOException {
        long largest = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(index, GENERATION + "*")) {
            for (Path folder : folders) {
                String number = folder.getFileName().toString().substring(GENERATION.length());
                largest = number.matches("\\d{1,18}") ? Math.max(largest, Long.parseLong(number)) : largest;
            }
        }
        return largest + 1;
    }

    /** Makes a generation, whose files are complete, the current one. */
    static void publish(Path index, Manifest manifest) throws IOException {
        Path folder = generation(index, manifest.generation());
        String json = manifest.toJson();
        DurableFile.write(folder.resolve(MANIFEST), json);
        DurableFile.flushFolder(index);
        DurableFile.write(
                index.resolve(CURRENT),
                folder.getFileName() + " " + new Sha256().add(json).hex() + "\n");
    }

    /** Deletes all generations but one; what cannot be deleted is reported and stays. Readers that opened one can go on. */
    static void deleteOthers(Path index, Optional<Path> kept) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(index, GENERATION + "*")) {
            for (Path folder : folders) {
                if (!kept.map(Path::getFileName).equals(Optional.of(folder.getFileName()))) {
                    FileTree.delete(folder);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("another process has deleted files of {}", index, e);
        } catch (IOException e) {
            LOG.warn("an old generation of the index {} cannot be deleted: {}", index, e.getMessage());
        }
    }
}
