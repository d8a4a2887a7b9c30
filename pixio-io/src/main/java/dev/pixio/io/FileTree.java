package dev.pixio.io;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes a file, or a folder with its content. */
public final class FileTree {

    private FileTree() {}

    /**
     * Deletes a file or folder, if it exists. Symbolic links are deleted, not followed. It is not an error if another process
     * deletes the same files.
     *
     * @throws IOException if a file cannot be deleted; others may have been deleted
     */
    public static void delete(Path path) throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason) throws IOException {
                if (reason instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw reason;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException reason) throws IOException {
                if (reason != null) {
                    throw reason;
                }
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
