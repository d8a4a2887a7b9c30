package dev.pixio.data.folder;

import dev.pixio.data.LeftOut;
import dev.pixio.data.folder.LeftOutTally.Cause;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the files below a folder, in natural order, folders sorted among files. Hidden files and folders (names that begin
 * with a dot) are ignored. Symbolic links are followed, but each file is found once: links to files and folders that are
 * found without them are left out, so that cycles end, and of several links to the same target the first is used. Runs and
 * the outputs of the command that lists are left out; a link to an image in a run that the run did not write is used.
 */
final class FolderWalk {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWalk.class);

    /** Replaces bytes of a name that are invalid in the system's encoding; such a file cannot be opened by name. */
    private static final char UNREADABLE = '\uFFFD';

    /** Number of entries between two reports of progress. */
    private static final int PROGRESS = 1024;

    /** Lists a folder; replaced in tests. */
    interface Listing {
        DirectoryStream<Path> of(Path directory) throws IOException;
    }

    /** Which files are found. */
    enum Selection {
        /** Those with the extension of an image. */
        IMAGES,
        /** All; those that {@link #IMAGES} leaves out are counted as well. */
        EVERY_FILE,
        /** All, for sources of other kinds. */
        OTHER_KINDS;

        boolean contains(String name) {
            return this != IMAGES || ImageFormat.ofFileName(name).isPresent();
        }
    }

    private final Path realRoot;
    private final Selection selection;
    private final OwnFiles own;
    private final LongConsumer progress;
    private final Listing listing;
    private final PathTable found = new PathTable();
    private final LeftOutTally leftOut = new LeftOutTally();
    private final Set<Path> visited = new HashSet<>();
    private final Set<Path> linkedFiles = new HashSet<>();
    private final Map<Path, String> runs = new LinkedHashMap<>();
    private Predicate<String> wanted;
    private Predicate<String> last = name -> false;
    private boolean ended;
    private long entriesVisited;

    private FolderWalk(Path root, Selection selection, Set<Path> outputs, LongConsumer progress, Listing listing)
            throws IOException {
        this.realRoot = root.toRealPath();
        this.selection = selection;
        this.wanted = selection::contains;
        this.own = new OwnFiles(realRoot, outputs);
        this.progress = progress;
        this.listing = listing;
    }

    /**
     * The files that a walk found.
     *
     * @param files paths relative to the root
     * @param leftOut what was left out
     */
    record Result(PathTable files, LeftOut leftOut) {}

    /**
     * Finds files. A subfolder that cannot be listed, or only in part, is counted and the remaining entries are used.
     *
     * @param root an existing folder
     * @param outputs files and folders that are left out because the caller writes them
     * @param progress receives the number of files found so far, from time to time
     * @throws IOException if the root cannot be listed
     */
    static Result of(Path root, Selection selection, Set<Path> outputs, LongConsumer progress) throws IOException {
        return of(root, selection, outputs, progress, Files::newDirectoryStream);
    }

    static Result of(Path root, Selection selection, Set<Path> outputs, LongConsumer progress, Listing listing)
            throws IOException {
        FolderWalk walk = new FolderWalk(root, selection, outputs, progress, listing);
        walk.walk(walk.realRoot, "");
        walk.countImagesOfRuns();
        return new Result(walk.found, walk.leftOut.result());
    }

    /**
     * Finds files of another kind than images.
     *
     * @param wanted whether a name is that of such a file
     * @throws IOException if the root cannot be listed
     */
    static Result ofOtherKind(Path root, Predicate<String> wanted, Set<Path> outputs) throws IOException {
        FolderWalk walk = new FolderWalk(root, Selection.OTHER_KINDS, outputs, found -> {}, Files::newDirectoryStream);
        walk.wanted = wanted;
        walk.walk(walk.realRoot, "");
        return new Result(walk.found, walk.leftOut.result());
    }

    /**
     * Finds files of any kind up to one.
     *
     * @param last whether a name is that of the last file
     * @throws IOException if the root cannot be listed
     */
    static PathTable upTo(Path root, Predicate<String> last) throws IOException {
        FolderWalk walk = new FolderWalk(root, Selection.OTHER_KINDS, Set.of(), found -> {}, Files::newDirectoryStream);
        walk.last = last;
        walk.walk(walk.realRoot, "");
        return walk.found;
    }

    private void walk(Path real, String relative) throws IOException {
        if (visited.contains(real)) {
            leftOut.add(Cause.LISTED, relative);
            return;
        }
        List<String> names = names(real, relative);
        Optional<Cause> cause = own.causeFor(real, names);
        if (cause.isPresent()) {
            leftOut.add(cause.get(), relative);
            if (cause.get() != Cause.RUN_FOLDER) {
                runs.putIfAbsent(real, relative);
            }
            return;
        }
        visited.add(real);
        for (String name : names) {
            if (ended) {
                return;
            }
            if (++entriesVisited % PROGRESS == 0) {
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
        boolean mayBeLink =
                link || attributes.filter(BasicFileAttributes::isDirectory).isPresent();
        Optional<Path> target = mayBeLink ? target(entry) : Optional.of(entry);
        if (attributes.isEmpty() || target.isEmpty()) {
            leftOut.add(link ? Cause.NOWHERE : Cause.GONE, relative + name);
            return;
        }
        Optional<Cause> cause = link ? own.causeForLink(target.get()) : Optional.empty();
        if (cause.isPresent()) {
            leftOut.add(cause.get(), relative + name);
        } else if (link && isFoundWithoutLink(target.get(), attributes.get())) {
            leftOut.add(Cause.LISTED, relative + name);
        } else if (attributes.get().isDirectory()) {
            walk(target.get(), relative + name + "/");
        } else if (attributes.get().isRegularFile()) {
            addFile(target.get(), relative, name, link);
        } else if (ImageFormat.ofFileName(name).isPresent()) {
            leftOut.add(Cause.NO_FILE, relative + name);
        }
    }

    /** Images that lie in the folders of runs, which did not write them, and that no link leads to. */
    private void countImagesOfRuns() {
        for (Map.Entry<Path, String> run : runs.entrySet()) {
            long images = RunImages.count(
                    run.getKey(),
                    folder -> visited.contains(folder)
                            || isHidden(folder.getFileName().toString()),
                    linkedFiles::contains);
            leftOut.imagesOfOutput(run.getValue(), images);
        }
    }

    /** The real path of a link or folder: a folder may be a link of a kind that Java does not report as a link. */
    private static Optional<Path> target(Path entry) {
        try {
            return Optional.of(entry.toRealPath());
        } catch (IOException e) {
            LOG.debug("no target of {}", entry, e);
            return Optional.empty();
        }
    }

    /** The attributes of a file or of the target of a link, in a single system call per file. */
    private static Optional<BasicFileAttributes> attributes(Path entry, LinkOption... options) {
        try {
            return Optional.of(Files.readAttributes(entry, BasicFileAttributes.class, options));
        } catch (IOException e) {
            LOG.debug("no attributes of {}", entry, e);
            return Optional.empty();
        }
    }

    private void addFile(Path target, String directory, String name, boolean link) {
        if (selection == Selection.OTHER_KINDS && !wanted.test(name)) {
            return;
        }
        if (selection != Selection.OTHER_KINDS && ImageFormat.ofFileName(name).isEmpty()) {
            leftOut.file(target, directory, name);
            if (selection == Selection.IMAGES) {
                return;
            }
        }
        if (own.isOutput(target)) {
            leftOut.add(Cause.OUTPUT, directory + name);
        } else if (link ? linkedFiles.add(target) : !linkedFiles.contains(target)) {
            found.add(directory, name);
            ended |= last.test(name);
        } else {
            leftOut.add(Cause.LISTED, directory + name);
        }
    }

    /** Whether the walk finds the target of a link without the link. */
    private boolean isFoundWithoutLink(Path target, BasicFileAttributes attributes) {
        boolean file = attributes.isRegularFile();
        if (file && !wanted.test(target.getFileName().toString())) {
            return false;
        }
        Path folder = file ? target.resolveSibling("") : target;
        return visited.contains(folder)
                || (folder.startsWith(realRoot) && !isHidden(realRoot.relativize(target)) && !own.isInRun(folder));
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
                    leftOut.add(Cause.NAME, relative + name);
                } else if (!isHidden(name)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            IOException cause = Objects.requireNonNull(e.getCause()); // always has a cause
            unlistable(directory, relative, "it can be listed only in part: " + FailureReason.of(cause), cause);
        } catch (IOException e) {
            unlistable(directory, relative, FailureReason.of(e), e);
        }
        names.sort(NaturalOrder.INSTANCE);
        return names;
    }

    /** Fails for the root; other folders are counted, and the walk continues. */
    private void unlistable(Path directory, String relative, String reason, IOException cause) throws IOException {
        if (relative.isEmpty()) {
            throw new IOException("cannot list the folder " + directory + ": " + reason, cause);
        }
        LOG.debug("cannot list {}", directory, cause);
        leftOut.add(Cause.UNLISTABLE, relative + ": " + reason);
    }

    private static boolean isHidden(String name) {
        return name.startsWith(".");
    }
}
