package dev.pixio.data.open;

import dev.pixio.data.remote.RemoteFile;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are named by a path or an address, with braces, and for paths with wildcards. */
public final class FilePatterns {

    private static final Logger LOG = LoggerFactory.getLogger(FilePatterns.class);

    private FilePatterns() {}

    /** Whether a text is the path of a file or folder. */
    public static boolean exists(String text) {
        return DataItem.exists(text);
    }

    /** Whether a text is the path of a folder. */
    public static boolean isFolder(String text) {
        return exists(text) && Files.isDirectory(Path.of(text));
    }

    /**
     * Whether a name, or each of those that its braces stand for, is one of a kind: {@code 'train.{parquet,arrow}'} has the endings of two tables.
     */
    public static boolean isEach(String value, Predicate<String> kind) {
        if (kind.test(value) || value.indexOf('{') < 0) {
            return kind.test(value);
        }
        try {
            return Braces.expand(value).stream().allMatch(kind);
        } catch (IllegalArgumentException e) {
            LOG.debug("{} is no pattern", value, e);
            return false;
        }
    }

    /**
     * The paths and addresses that a value stands for. Paths without wildcards need not exist.
     *
     * @param kind of the files in messages, such as "archive"
     * @throws IOException in one line: no file matches, or a text is no path
     * @throws IllegalArgumentException in one line: braces or wildcards are not valid
     */
    public static List<String> locations(String value, String kind) throws IOException {
        if (exists(value)) {
            return List.of(value);
        }
        List<String> locations = new ArrayList<>();
        for (String text : Braces.expand(value)) {
            if (RemoteFile.isAddress(text)) {
                locations.add(text);
            } else if (!GlobPattern.isPattern(text)) {
                requirePath(text);
                locations.add(text);
            } else {
                locations.addAll(matching(text, kind));
            }
        }
        return locations;
    }

    /**
     * The paths of files on disk that a value stands for, as {@link #locations}.
     *
     * @param things that the files have, in messages, such as "videos"
     * @throws IOException in one line: as {@link #locations}, or one is on a web server
     */
    public static List<Path> files(String value, String kind, String things) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String location : locations(value, kind)) {
            if (RemoteFile.isAddress(location)) {
                throw new IOException(
                        location + " is on a web server, and " + things + " are read from disk: download it");
            }
            files.add(Path.of(location));
        }
        return files;
    }

    /**
     * Short names of locations: as many of the last folders as distinguish them.
     *
     * @throws IllegalArgumentException in one line: two are the same
     */
    public static List<String> names(List<String> locations) {
        return Labels.of(locations);
    }

    private static void requirePath(String text) throws IOException {
        try {
            Path path = Path.of(text);
            if (path.toString().isEmpty()) {
                throw new IOException("a path is empty");
            }
        } catch (InvalidPathException e) {
            throw new IOException("not a path of this system: " + e.getReason(), e);
        }
    }

    private static List<String> matching(String text, String kind) throws IOException {
        GlobPattern pattern = GlobPattern.of(text);
        Path folder = Path.of(pattern.folder());
        List<String> found;
        try {
            found = MatchingFiles.of(folder, pattern);
        } catch (IOException e) {
            throw unsearched(text, kind, e);
        }
        if (found.isEmpty()) {
            throw new IOException("no " + kind + " matches " + text);
        }
        return found;
    }

    private static IOException unsearched(String text, String kind, IOException reason) {
        return new IOException("no " + kind + " matches " + text + ": " + FailureReason.withFile(reason), reason);
    }
}
