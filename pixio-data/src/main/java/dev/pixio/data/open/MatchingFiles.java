package dev.pixio.data.open;

import dev.pixio.data.folder.NaturalOrder;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the files of a pattern. Symbolic links to files and folders are followed; of several paths of the same file the first is used. */
final class MatchingFiles extends SimpleFileVisitor<Path> {

    private static final Logger LOG = LoggerFactory.getLogger(MatchingFiles.class);

    private final Path folder;
    private final GlobPattern pattern;
    private final List<String> names = new ArrayList<>();

    private MatchingFiles(Path folder, GlobPattern pattern) {
        this.folder = folder;
        this.pattern = pattern;
    }

    /** The paths in natural order. */
    static List<String> of(Path folder, GlobPattern pattern) throws IOException {
        MatchingFiles search = new MatchingFiles(folder, pattern);
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), pattern.depth(), search);
        search.names.sort(NaturalOrder.INSTANCE);
        Set<Path> targets = new HashSet<>();
        List<String> found = new ArrayList<>();
        for (String name : search.names) {
            Path file = folder.resolve(name);
            if (targets.add(file.toRealPath())) {
                found.add(file.toString());
            }
        }
        return found;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (attributes.isRegularFile() && pattern.matches(name)) {
            names.add(name);
        }
        return FileVisitResult.CONTINUE;
    }

    /** A link to a folder that it is in, or to nowhere, is passed over. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException reason) throws IOException {
        if (reason instanceof FileSystemLoopException
                || (reason instanceof NoSuchFileException && !file.equals(folder))) {
            LOG.debug("{} is passed over", file, reason);
            return FileVisitResult.CONTINUE;
        }
        throw reason;
    }
}
