package dev.pixio.data.folder;

import dev.pixio.data.Fingerprint;
import dev.pixio.data.ImageSource;
import dev.pixio.data.OpenCvSetup;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * The images under a folder, found by their extensions, in natural order: img2 before img10, and the images of a
 * subfolder where its name belongs. Symbolic links are followed, without finding anything twice; hidden files and
 * folders, whose names begin with a dot, are left out. What a file really is shows when it is read.
 */
public final class FolderSource implements ImageSource {

    static {
        OpenCvSetup.start();
    }

    private final Path root;
    private final PathTable files;
    private final ImageDecoder decoder;
    private final String description;
    private final boolean single;

    private FolderSource(Path root, PathTable files, ImageDecoder decoder, String description, boolean single) {
        this.root = root;
        this.files = files;
        this.decoder = decoder;
        this.description = description;
        this.single = single;
    }

    /** The images under a folder, or the one image that a path leads to, with the default limits. */
    public static FolderSource of(Path path) throws IOException {
        return of(path, ImageDecoder.withDefaults());
    }

    /**
     * The images under a folder, or the one image that a path leads to.
     *
     * @param path a folder with at least one image, or an image
     * @param decoder reads the files
     * @throws IOException in one line: there is no such folder, it holds no images, or the file is not an image
     */
    public static FolderSource of(Path path, ImageDecoder decoder) throws IOException {
        return of(path, decoder, found -> {});
    }

    /**
     * The same for folders that take their time.
     *
     * @param progress is told now and then how many images were found so far
     */
    public static FolderSource of(Path path, ImageDecoder decoder, LongConsumer progress) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("no such folder: " + path);
        }
        if (!Files.isDirectory(path)) {
            return ofFile(path, decoder);
        }
        FolderWalk.Result found =
                FolderWalk.of(path, name -> ImageFormat.promisedBy(name).isPresent(), progress);
        if (found.files().size() == 0) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "no images in %s: looked for %s, and found %,d files of other kinds",
                    path,
                    ImageFormat.extensions(),
                    found.unwanted()));
        }
        return new FolderSource(
                path, found.files(), decoder, describe(found.files().size(), path), false);
    }

    /** A file is asked what it is at once: whoever names a single file can be told. */
    private static FolderSource ofFile(Path file, ImageDecoder decoder) throws IOException {
        try {
            ImageDecoder.format(file);
        } catch (ImageReadException e) {
            throw new IOException(file + " is neither a folder nor an image: " + e.reason(), e);
        }
        PathTable files = new PathTable();
        files.add("", file.toString());
        return new FolderSource(Path.of(""), files, decoder, "the image " + file, true);
    }

    private static String describe(long size, Path path) {
        return String.format(Locale.ROOT, "%,d image%s in %s", size, size == 1 ? "" : "s", path);
    }

    @Override
    public long size() {
        return files.size();
    }

    /** The path relative to the folder, with slashes. */
    @Override
    public String name(long index) {
        return files.get(index);
    }

    /** Where an image is. */
    public Path path(long index) {
        return root.resolve(files.get(index));
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        return decoder.read(path(index));
    }

    @Override
    public RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        return decoder.read(path(index), acceptable);
    }

    /** Of a single file, that of a folder which holds it alone. */
    @Override
    public String fingerprint() {
        return single
                ? new Fingerprint()
                        .add("1")
                        .add(String.valueOf(path(0).getFileName()))
                        .hex()
                : ImageSource.super.fingerprint();
    }

    @Override
    public String description() {
        return description;
    }
}
