package dev.pixio.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files under a folder, in natural order, folders among files. Hidden files and folders (a dot comes first)
 * are left out. Symbolic links are followed, but nothing is found twice: a link to what is found anyway is left out, so
 * that links in a circle end, and what several links lead to is found by the first.
 */
final class FolderWalk {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWalk.class);

    /** Stands in a name for bytes that are not text in the system's encoding; such a file cannot be opened by name. */
    private static final char UNREADABLE = '\uFFFD';

    private final Path realRoot;
    private final Predicate<String> wanted;
    private final PathTable found = new PathTable();
    private final Set<Path> visited = new HashSet<>();
    private final Set<Path> linkedFiles = new HashSet<>();
    private long unwanted;

    private FolderWalk(Path root, Predicate<String> wanted) throws IOException {
        this.realRoot = root.toRealPath();
        this.wanted = wanted;
    }

    /** What a walk found. */
    record Result(PathTable files, long unwanted) {}

    /**
     * Finds files.
     *
     * @param root an existing folder
     * @param wanted tells by name which files to find; the others are counted
     * @throws IOException if a folder cannot be listed
     */
    static Result of(Path root, Predicate<String> wanted) throws IOException {
        FolderWalk walk = new FolderWalk(root, wanted);
        walk.walk(root, "");
        return new Result(walk.found, walk.unwanted);
    }

    private void walk(Path directory, String relative) throws IOException {
        Path real = directory.toRealPath();
        if (!visited.add(real)) {
            return;
        }
        for (String name : names(directory, relative)) {
            Path entry = real.resolve(name);
            Optional<BasicFileAttributes> attributes = attributes(entry, LinkOption.NOFOLLOW_LINKS);
            boolean link = attributes.isPresent() && attributes.get().isSymbolicLink();
            if (link) {
                attributes = attributes(entry);
            }
            if (attributes.isEmpty()) {
                LOG.warn("left out {}{}: {}", relative, name, link ? "a link that leads nowhere" : "it is gone");
            } else if (link && isFoundAnyway(entry.toRealPath(), attributes.get())) {
                LOG.debug("left out {}{}: a link to what is found without it", relative, name);
            } else if (attributes.get().isDirectory()) {
                walk(entry, relative + name + "/");
            } else if (attributes.get().isRegularFile()) {
                add(relative, name, link ? linkedFiles.add(entry.toRealPath()) : !linkedFiles.contains(entry));
            }
        }
    }

    /** Of a file, or of what a link leads to; one question to the system for each file, of which there are many. */
    private static Optional<BasicFileAttributes> attributes(Path entry, LinkOption... options) {
        try {
            return Optional.of(Files.readAttributes(entry, BasicFileAttributes.class, options));
        } catch (IOException e) {
            LOG.debug("no attributes of {}", entry, e);
            return Optional.empty();
        }
    }

    private void add(String directory, String name, boolean first) {
        if (!wanted.test(name)) {
            unwanted++;
        } else if (first) {
            found.add(directory, name);
        }
    }

    /** Whether the walk has come, or will come, to the target of a link by itself. */
    private boolean isFoundAnyway(Path target, BasicFileAttributes attributes) {
        boolean file = attributes.isRegularFile();
        if (file && !wanted.test(target.getFileName().toString())) {
            return false;
        }
        Path folder = file ? target.resolveSibling("") : target;
        return visited.contains(folder) || (folder.startsWith(realRoot) && !isHidden(realRoot.relativize(target)));
    }

    private static boolean isHidden(Path path) {
        for (Path part : path) {
            if (isHidden(part.toString())) {
                return true;
            }
        }
        return false;
    }

    private List<String> names(Path directory, String relative) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.indexOf(UNREADABLE) >= 0) {
                    LOG.warn("left out {}{}: the name is not text in this system's encoding", relative, name);
                } else if (!isHidden(name)) {
                    names.add(name);
                }
            }
        } catch (AccessDeniedException e) {
            if (relative.isEmpty()) {
                throw new IOException("no permission to list the folder " + directory, e);
            }
            LOG.warn("left out {}: no permission to list it", relative);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        names.sort(NaturalOrder.INSTANCE);
        return names;
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }
}
