package dev.pixio.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that belong together, written to a temporary folder, that replace older files. While they are moved, some files are
 * missing, but new and old files are never in the folder together.
 *
 * @param folder with the new files, on the same file system as their destination
 * @param names of the new files; the last one is the file without which readers ignore the others
 */
public record StagedFiles(Path folder, List<String> names) {

    private static final Logger LOG = LoggerFactory.getLogger(StagedFiles.class);

    public StagedFiles {
        names = List.copyOf(names);
    }

    /** A move of a file, which can be undone. */
    private record Move(Path from, Path to) {

        void run() throws IOException {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        void undo() throws IOException {
            Files.move(to, from, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Creates a temporary folder for files.
     *
     * @param parent in which it is created
     * @param prefix of its name
     * @param destination of the files
     * @throws IOException in one line, which names the destination: it cannot be created
     */
    public static Path temporaryFolder(Path parent, String prefix, Path destination) throws IOException {
        try {
            return Files.createTempDirectory(parent, prefix);
        } catch (FileSystemException e) {
            throw e.getFile() == null ? e : WriteError.naming(destination, Path.of(e.getFile()), e);
        }
    }

    /**
     * Moves the files into a folder. The old files are first moved to a hidden folder {@code .replaced-*} inside, which is deleted
     * at the end. If a move fails, all moves are undone. After a crash, the old files are in the hidden folder.
     *
     * @param replaced names of the old files, which need not exist; folders with these names are not moved
     * @throws IOException if a file cannot be moved; the old files are then unchanged, or the message contains their folder
     */
    public void moveInto(Path destination, Collection<String> replaced) throws IOException {
        Path old = temporaryFolder(destination, ".replaced-", destination.resolve(names.get(names.size() - 1)));
        Deque<Move> done = new ArrayDeque<>();
        try {
            for (Move move : moves(destination, replaced, old)) {
                move.run();
                done.push(move);
            }
        } catch (IOException | RuntimeException e) {
            undo(done, old, e);
            throw e;
        }
        DurableFile.flushFolder(destination);
        deleteOld(old);
    }

    private List<Move> moves(Path destination, Collection<String> replaced, Path old) {
        List<Move> moves = new ArrayList<>();
        for (String name : oldNames(replaced)) {
            Path file = destination.resolve(name);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                moves.add(new Move(file, old.resolve(name)));
            }
        }
        names.forEach(name -> moves.add(new Move(folder.resolve(name), destination.resolve(name))));
        return moves;
    }

    /** In reverse order of the new files: the file without which readers ignore the others is moved first. */
    private List<String> oldNames(Collection<String> replaced) {
        List<String> ordered = new ArrayList<>(names);
        Collections.reverse(ordered);
        ordered.retainAll(replaced);
        replaced.stream().filter(name -> !names.contains(name)).forEach(ordered::add);
        return ordered;
    }

    private static void undo(Deque<Move> done, Path old, Exception reason) throws IOException {
        try {
            while (!done.isEmpty()) {
                done.pop().undo();
            }
            FileTree.delete(old);
        } catch (IOException e) {
            reason.addSuppressed(e);
            throw new IOException(reason.getMessage() + "; the old files are in " + old, reason);
        }
    }

    private static void deleteOld(Path old) {
        try {
            FileTree.delete(old);
        } catch (IOException e) {
            LOG.warn(
                    "the new files have been moved, but the folder {} with the old ones cannot be deleted: {}",
                    old,
                    e.getMessage());
        }
    }
}
