package dev.pixio.data.folder;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.io.RunFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;

/** Counts the images in the folder of a run that the run did not write. */
final class RunImages extends SimpleFileVisitor<Path> {

    private final Path run;
    private final Predicate<Path> folders;
    private final Predicate<Path> files;
    private long images;

    private RunImages(Path run, Predicate<Path> folders, Predicate<Path> files) {
        this.run = run;
        this.folders = folders;
        this.files = files;
    }

    /**
     * Counts files with the extension of an image. Links are not followed, and what cannot be listed is skipped.
     *
     * @param run the folder, with links resolved
     * @param skippedFolders folders below it that are not counted
     * @param skippedFiles files that are not counted
     */
    static long count(Path run, Predicate<Path> skippedFolders, Predicate<Path> skippedFiles) {
        RunImages visitor = new RunImages(run, skippedFolders, skippedFiles);
        try {
            Files.walkFileTree(run, visitor);
        } catch (IOException e) {
            return visitor.images;
        }
        return visitor.images;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(run)) {
            return FileVisitResult.CONTINUE;
        }
        boolean written = RunFiles.FOLDERS.contains(folder.getFileName().toString());
        return written || folders.test(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        String name = file.getFileName().toString();
        if (attributes.isRegularFile()
                && !name.startsWith(".")
                && ImageFormat.ofFileName(name).isPresent()
                && !files.test(file)) {
            images++;
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) {
        return FileVisitResult.CONTINUE;
    }
}
