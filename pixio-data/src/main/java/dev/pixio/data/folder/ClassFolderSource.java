package dev.pixio.data.folder;

import dev.pixio.data.IndexedSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.folder.LeftOutTally.Cause;
import dev.pixio.image.ImageDecoder;
import dev.pixio.io.RunFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in class folders, as in torchvision's {@code ImageFolder}: each direct subfolder is a class, in the order of the
 * folder names, and all images below it, at any depth, are of that class. Hidden folders are not classes, and images
 * outside of class folders are ignored. The name of an image is its path relative to the root folder, with slashes; it
 * begins with the class.
 */
public final class ClassFolderSource implements LabelledSource, IndexedSource {

    private static final Logger LOG = LoggerFactory.getLogger(ClassFolderSource.class);

    private final Path root;
    private final FolderSource files;
    private final List<String> classes;
    private final Set<Path> realFolders;
    private final int[] fileIndices; // index of each image in files
    private final int[] labels;

    private ClassFolderSource(
            Path root, FolderSource files, List<String> classes, Set<Path> realFolders, int[] fileIndices) {
        this.root = root;
        this.files = files;
        this.classes = List.copyOf(classes);
        this.realFolders = realFolders;
        this.fileIndices = fileIndices;
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(name -> numbers.put(name, numbers.size()));
        this.labels = Arrays.stream(fileIndices)
                .map(file -> numbers.get(folderOf(files.name(file))))
                .toArray();
    }

    /**
     * Finds the images and their classes. What is left out is logged.
     *
     * @param root a folder with at least two subfolders that contain images
     * @throws IOException in one line: the folder does not exist, or has no class folders, only one, or an empty one
     */
    public static ClassFolderSource of(Path root) throws IOException {
        return of(root, Set.of());
    }

    /**
     * Finds the images and their classes, without files and folders that the caller writes. What is left out is logged.
     *
     * @param root a folder with at least two subfolders that contain images
     * @param outputs files and folders that are left out, which need not exist
     */
    public static ClassFolderSource of(Path root, Set<Path> outputs) throws IOException {
        ImagePath.requireImages(root);
        if (!Files.isDirectory(root)) {
            ImagePath.requireImageFile(root);
            throw new IOException(root + " is one image; labelled images need a folder with one folder per class");
        }
        List<String> classes = classFolders(root, outputs);
        requireClasses(root, classes);
        FolderSource files = FolderSource.of(root, ImageDecoder.withDefaults(), outputs, found -> {});
        files.leftOut().lines(root).forEach(LOG::warn);
        classes.removeAll(foldersOfRuns(root, classes, files));
        requireClasses(root, classes);
        int[] fileIndices = IntStream.range(0, Math.toIntExact(files.size()))
                .filter(file -> classes.contains(folderOf(files.name(file))))
                .toArray();
        if (classes.size() == 1) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%s contains only one class, '%s', of %,d image%s; classification needs at least two class folders",
                    root,
                    classes.get(0),
                    fileIndices.length,
                    fileIndices.length == 1 ? "" : "s"));
        }
        if (fileIndices.length < files.size()) {
            LOG.warn("ignored {} images of {} outside of class folders", files.size() - fileIndices.length, root);
        }
        Set<Path> realFolders = new LinkedHashSet<>();
        for (String name : classes) {
            realFolders.add(root.resolve(name).toRealPath());
        }
        ClassFolderSource source = new ClassFolderSource(root, files, classes, realFolders, fileIndices);
        source.requireNoEmptyClass();
        return source;
    }

    private static void requireClasses(Path root, List<String> classes) throws IOException {
        if (classes.isEmpty()) {
            if (RunFiles.looksLikeRun(root)) {
                throw new IOException(root + " is the folder of a run; give the folder of your labelled images");
            }
            throw new IOException(
                    root + " contains no class folders; labelled images need one folder per class, such as "
                            + root.resolve("cat") + " and " + root.resolve("dog"));
        }
    }

    /** Sorted by character code, as in Python: img10 before img2, so that class indices equal torchvision's. */
    private static List<String> classFolders(Path root, Set<Path> outputs) throws IOException {
        OwnFiles own = new OwnFiles(root.toRealPath(), outputs);
        List<String> classes = new ArrayList<>();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(root)) {
            for (Path folder : inside) {
                String name = folder.getFileName().toString();
                if (Files.isDirectory(folder) && !name.startsWith(".") && !own.leavesOut(folder.toRealPath())) {
                    classes.add(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw new IOException("cannot list the folder " + root + ": " + e.getCause(), e);
        }
        Collections.sort(classes);
        return classes;
    }

    /** The folders without an image in which there are runs and nothing else that could be one. */
    private static Set<String> foldersOfRuns(Path root, List<String> classes, FolderSource files) throws IOException {
        Set<String> empty = new HashSet<>(classes);
        for (long i = 0; i < files.size(); i++) {
            empty.remove(folderOf(files.name(i)));
        }
        Set<String> ofRuns = new HashSet<>();
        for (String name : empty) {
            if (leftOut(root.resolve(name)).counts().keySet().equals(Set.of(Cause.RUN.kind()))) {
                ofRuns.add(name);
            }
        }
        return ofRuns;
    }

    private static LeftOut leftOut(Path folder) throws IOException {
        return FolderWalk.of(folder, FolderWalk.Selection.IMAGES, Set.of(), found -> {})
                .leftOut();
    }

    private static String folderOf(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    private void requireNoEmptyClass() throws IOException {
        long[] counts = new long[classes.size()];
        for (int label : labels) {
            counts[label]++;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0) {
                Path folder = root.resolve(classes.get(i));
                List<String> leftOut = leftOut(folder).lines();
                throw new IOException("the class folder " + folder
                        + " contains no images that are not in another class"
                        + (leftOut.isEmpty() ? "" : ", only " + String.join("; ", leftOut))
                        + "; add images or remove it");
            }
        }
    }

    @Override
    public List<String> classes() {
        return classes;
    }

    @Override
    public int classOf(long index) {
        return labels[Math.toIntExact(index)];
    }

    @Override
    public String revision(long index) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path(index), BasicFileAttributes.class);
        return attributes.size() + "@" + attributes.lastModifiedTime().toMillis();
    }

    /** Two sources overlap if a class folder of one, with links resolved, is a class folder of the other or inside one. */
    @Override
    public Optional<String> overlapWith(LabelledSource other) {
        return other instanceof ClassFolderSource folders
                ? within(realFolders, folders.realFolders)
                        .or(() -> within(folders.realFolders, realFolders))
                        .map(folder -> "the images in " + folder + " are in both")
                : Optional.empty();
    }

    /** The first of the folders that is one of the others or inside one. */
    private static Optional<Path> within(Set<Path> folders, Set<Path> others) {
        for (Path folder : folders) {
            for (Path above = folder; above != null; above = above.getParent()) {
                if (others.contains(above)) {
                    return Optional.of(folder);
                }
            }
        }
        return Optional.empty();
    }

    /** The file of an image. */
    public Path path(long index) {
        return files.path(underlyingIndex(index));
    }

    /** All images below the root folder, including those outside of class folders. */
    @Override
    public FolderSource underlying() {
        return files;
    }

    @Override
    public long underlyingIndex(long index) {
        return fileIndices[Math.toIntExact(index)];
    }

    @Override
    public long size() {
        return fileIndices.length;
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "%,d images of %d classes in %s", fileIndices.length, classes.size(), root);
    }
}
