package dev.pixio.data.folder;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
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

    /** Entries between two words on progress. */
    private static final int PROGRESS = 1024;

    /** How a folder is listed; tests have others than the system's. */
    interface Listing {
        DirectoryStream<Path> of(Path directory) throws IOException;
    }

    private final Path realRoot;
    private final Predicate<String> wanted;
    private final LongConsumer progress;
    private final Listing listing;
    private final PathTable found = new PathTable();
    private final Set<Path> visited = new HashSet<>();
    private final Set<Path> linkedFiles = new HashSet<>();
    private long unwanted;
    private long seen;

    private FolderWalk(Path root, Predicate<String> wanted, LongConsumer progress, Listing listing) throws IOException {
        this.realRoot = root.toRealPath();
        this.wanted = wanted;
        this.progress = progress;
        this.listing = listing;
    }

    /** What a walk found. */
    record Result(PathTable files, long unwanted) {}

    /**
     * Finds files. A folder in it that cannot be listed, or not to its end, is said and left out as far as that goes.
     *
     * @param root an existing folder
     * @param wanted tells by name which files to find; the others are counted
     * @param progress is told now and then how many were found so far
     * @throws IOException if the root cannot be listed
     */
    static Result of(Path root, Predicate<String> wanted, LongConsumer progress) throws IOException {
        return of(root, wanted, progress, Files::newDirectoryStream);
    }

    static Result of(Path root, Predicate<String> wanted, LongConsumer progress, Listing listing) throws IOException {
        FolderWalk walk = new FolderWalk(root, wanted, progress, listing);
        walk.walk(walk.realRoot, "");
        return new Result(walk.found, walk.unwanted);
    }

    private void walk(Path real, String relative) throws IOException {
        if (!visited.add(real)) {
            return;
        }
        for (String name : names(real, relative)) {
            if (++seen % PROGRESS == 0) {
                progress.accept(found.size());
            }
            visit(real.resolve(name), relative, name);
        }
    }

    private void visit(Path entry, String relative, String name) throws IOException {
        Optional<BasicFileAttributes> attributes = attributes(entry, LinkOption.NOFOLLOW_LINKS);
        boolean link = attributes.isPresent() && attributes.get().isSymbolicLink();
        if (link) {
            attributes = attributes(entry);
        }
        boolean leadsOn =
                link || attributes.filter(BasicFileAttributes::isDirectory).isPresent();
        Optional<Path> target = leadsOn ? target(entry) : Optional.of(entry);
        if (attributes.isEmpty() || target.isEmpty()) {
            LOG.warn("left out {}{}: {}", relative, name, link ? "a link that leads nowhere" : "it is gone");
        } else if (link && isFoundAnyway(target.get(), attributes.get())) {
            LOG.debug("left out {}{}: a link to what is found without it", relative, name);
        } else if (attributes.get().isDirectory()) {
            walk(target.get(), relative + name + "/");
        } else if (attributes.get().isRegularFile()) {
            add(relative, name, link ? linkedFiles.add(target.get()) : !linkedFiles.contains(entry));
        }
    }

    /** What a link or a folder is by its real name: a folder may be a link of a kind that the system does not call one. */
    private static Optional<Path> target(Path entry) {
        try {
            return Optional.of(entry.toRealPath());
        } catch (IOException e) {
            LOG.debug("no target of {}", entry, e);
            return Optional.empty();
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
        try (DirectoryStream<Path> entries = listing.of(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.indexOf(UNREADABLE) >= 0) {
                    LOG.warn("left out {}{}: the name is not text in this system's encoding", relative, name);
                } else if (!isHidden(name)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            IOException cause = Objects.requireNonNull(e.getCause()); // it is never without one
            unlistable(directory, relative, "not all of it can be listed: " + reason(cause), cause);
        } catch (IOException e) {
            unlistable(directory, relative, reason(e), e);
        }
        names.sort(NaturalOrder.INSTANCE);
        return names;
    }

    /** The root is what was asked for; of anything else the rest is worth having. */
    private static void unlistable(Path directory, String relative, String reason, IOException cause)
            throws IOException {
        if (relative.isEmpty()) {
            throw new IOException("cannot list the folder " + directory + ": " + reason, cause);
        }
        LOG.warn("left out {}: {}", relative, reason);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission to list it";
        }
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return "it is gone";
        }
        return e instanceof FileSystemException failure && failure.getReason() != null
                ? failure.getReason()
                : String.valueOf(e.getMessage());
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }
}
