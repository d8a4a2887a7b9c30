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
 * The images below a folder, selected by extension, in natural order: img2 before img10, and subfolders sorted among
 * files. Symbolic links are followed, and each file is found once. Hidden files and folders, whose names begin with a dot,
 * are ignored. The actual format of a file is detected when it is read.
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

    /** The images below a folder, or a single image file, with the default limits of the decoder. */
    public static FolderSource of(Path path) throws IOException {
        return of(path, ImageDecoder.withDefaults());
    }

    /**
     * The images below a folder, or a single image file.
     *
     * @param path a folder with at least one image, or an image file
     * @param decoder decodes the files
     * @throws IOException in one line: the folder does not exist or contains no images, or the file is not an image
     */
    public static FolderSource of(Path path, ImageDecoder decoder) throws IOException {
        return of(path, decoder, found -> {});
    }

    /**
     * The images below a folder, with reports of progress for large folders.
     *
     * @param path a folder with at least one image, or an image file
     * @param decoder decodes the files
     * @param progress receives the number of images found so far, from time to time
     */
    public static FolderSource of(Path path, ImageDecoder decoder, LongConsumer progress) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("no such folder: " + path);
        }
        if (!Files.isDirectory(path)) {
            return ofFile(path, decoder);
        }
        FolderWalk.Result found =
                FolderWalk.of(path, name -> ImageFormat.ofFileName(name).isPresent(), progress);
        if (found.files().size() == 0) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "no images in %s: looked for %s, and found %,d files of other kinds",
                    path,
                    ImageFormat.extensions(),
                    found.ignored()));
        }
        return new FolderSource(
                path, found.files(), decoder, describe(found.files().size(), path), false);
    }

    /** The format of a single file is checked immediately. */
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

    /** The file of an image. */
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

    /** As in {@link ImageSource}; for a single file, that of a folder which contains only this file. */
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
