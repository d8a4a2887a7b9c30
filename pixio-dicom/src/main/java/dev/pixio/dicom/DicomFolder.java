package dev.pixio.dicom;

import dev.pixio.image.format.ImageFormat;
import dev.pixio.io.RunFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Walks through the files below a folder. Hidden ones, and what runs wrote, are left out, as they are of folders of images. */
final class DicomFolder extends SimpleFileVisitor<Path> {

    private static final Logger LOG = LoggerFactory.getLogger(DicomFolder.class);

    private final Path folder;
    private final Set<Path> outputs; // absolute
    private final Function<Path, FileVisitResult> files;

    private DicomFolder(Path folder, Set<Path> outputs, Function<Path, FileVisitResult> files) {
        this.folder = folder;
        this.outputs = outputs;
        this.files = files;
    }

    /**
     * Calls a function for each file.
     *
     * @param outputs files and folders that are left out; of one that the folder is in, those of a run are
     * @param files receives a path that begins with the folder, and says whether to go on
     */
    static void walk(Path folder, Set<Path> outputs, Function<Path, FileVisitResult> files) throws IOException {
        Set<Path> absolute = outputs.stream().map(DicomFolder::absolute).collect(Collectors.toSet());
        Files.walkFileTree(folder, new DicomFolder(folder, absolute, files));
    }

    /** Whether a folder has files with the extension of DICOM, and none with that of another image. */
    static boolean holdsOnlyDicom(Path folder) {
        AtomicBoolean dicom = new AtomicBoolean();
        AtomicBoolean others = new AtomicBoolean();
        try {
            walk(folder, Set.of(), file -> {
                String name = String.valueOf(file.getFileName());
                if (DicomFiles.hasExtension(name)) {
                    dicom.set(true);
                }
                others.set(ImageFormat.ofFileName(name).isPresent());
                return others.get() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            });
        } catch (IOException e) {
            LOG.debug("{} cannot be listed", folder, e);
            return false; // the scheme of folders reports it
        }
        return dicom.get() && !others.get();
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
        if (entered.equals(folder)) {
            return FileVisitResult.CONTINUE;
        }
        Path parent = entered.resolveSibling("");
        boolean ofRun = RunFiles.FOLDERS.contains(String.valueOf(entered.getFileName()))
                && (outputs.contains(absolute(parent)) || RunFiles.looksLikeRun(parent));
        return isHidden(entered) || ofRun || outputs.contains(absolute(entered)) || RunFiles.looksLikeRun(entered)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        boolean left = isHidden(file) || outputs.contains(absolute(file)) || !Files.isRegularFile(file);
        return left ? FileVisitResult.CONTINUE : files.apply(file);
    }
}
