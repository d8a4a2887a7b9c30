package dev.pixio.data.folder;

import dev.pixio.data.IndexedSource;
import dev.pixio.data.LabelledSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in class folders, as torchvision's {@code ImageFolder} has them: each folder in the given one is a class, in
 * the order of their names, and all images under it are of that class, however deep. Hidden folders are no classes, and
 * images that lie in no class folder are left out. An image's name is its path relative to the given folder, with
 * slashes; it begins with the class.
 */
public final class ClassFolderSource implements LabelledSource, IndexedSource {

    private static final Logger LOG = LoggerFactory.getLogger(ClassFolderSource.class);

    private final Path root;
    private final FolderSource files;
    private final List<String> classes;
    private final Set<Path> realFolders;
    private final int[] places; // of each image among the files
    private final int[] labels;

    private ClassFolderSource(
            Path root, FolderSource files, List<String> classes, Set<Path> realFolders, int[] places) {
        this.root = root;
        this.files = files;
        this.classes = classes;
        this.realFolders = realFolders;
        this.places = places;
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(name -> numbers.put(name, numbers.size()));
        this.labels = Arrays.stream(places)
                .map(place -> numbers.get(folderOf(files.name(place))))
                .toArray();
    }

    /**
     * Finds the images and their classes.
     *
     * @param root a folder of at least two folders with images
     * @throws IOException in one line: there is no such folder, it holds no class folders, only one, or an empty one
     */
    public static ClassFolderSource of(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new IOException("no such folder: " + root);
        }
        List<String> classes = classFolders(root);
        if (classes.isEmpty()) {
            throw new IOException(root + " holds no folders; for labelled images there must be one a class, such as "
                    + root.resolve("cat") + " and " + root.resolve("dog"));
        }
        if (classes.size() == 1) {
            throw new IOException(root + " holds one class alone, '" + classes.get(0)
                    + "'; telling classes apart takes at least two folders");
        }
        FolderSource files = FolderSource.of(root);
        int[] places = IntStream.range(0, Math.toIntExact(files.size()))
                .filter(place -> classes.contains(folderOf(files.name(place))))
                .toArray();
        if (places.length < files.size()) {
            LOG.warn("left out {} images of {} that lie in no class folder", files.size() - places.length, root);
        }
        Set<Path> realFolders = new LinkedHashSet<>();
        for (String name : classes) {
            realFolders.add(root.resolve(name).toRealPath());
        }
        ClassFolderSource source = new ClassFolderSource(root, files, classes, realFolders, places);
        source.requireNoEmptyClass();
        return source;
    }

    /** By code, as Python sorts; img10 comes before img2, or class numbers would differ from torchvision's. */
    private static List<String> classFolders(Path root) throws IOException {
        try (Stream<Path> inside = Files.list(root)) {
            return inside.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        }
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
                throw new IOException("the class folder " + root.resolve(classes.get(i))
                        + " holds no images that others do not; fill it or remove it");
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

    /** Where an image is. */
    public Path path(long index) {
        return files.path(indexInWhole(index));
    }

    /** All images under the folder, those in no class folder too. */
    @Override
    public FolderSource whole() {
        return files;
    }

    @Override
    public long indexInWhole(long index) {
        return places[Math.toIntExact(index)];
    }

    @Override
    public long size() {
        return places.length;
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "%,d images of %d classes in %s", places.length, classes.size(), root);
    }
}
