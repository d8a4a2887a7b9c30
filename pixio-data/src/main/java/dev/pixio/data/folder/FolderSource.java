package dev.pixio.data.folder;

import dev.pixio.data.Fingerprint;
import dev.pixio.data.ImageFiles;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.OpenCvSetup;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.OtherFormat;
import dev.pixio.io.RunFiles;
import dev.pixio.io.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images below a folder, selected by extension, in natural order: img2 before img10, and subfolders sorted among
 * files. Symbolic links are followed, and each file is found once. Hidden files and folders, whose names begin with a dot,
 * are ignored, and the folders of runs are left out: their reconstructions are not data. The actual format of a file is
 * detected when it is read.
 */
public final class FolderSource extends ImageFiles {

    private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);

    static {
        OpenCvSetup.start();
    }

    private final Path root;
    private final PathTable files;
    private final String description;
    private final boolean single;
    private final LeftOut leftOut;

    private FolderSource(
            Path root, PathTable files, ImageDecoder decoder, String description, boolean single, LeftOut leftOut) {
        super(decoder);
        this.root = root;
        this.files = files;
        this.description = description;
        this.single = single;
        this.leftOut = leftOut;
    }

    /** The images below a folder, or a single image file, with the default limits of the decoder. */
    public static FolderSource of(Path path) throws IOException {
        return of(path, ImageDecoder.withDefaults());
    }

    /**
     * The images below a folder, or a single image file. What is left out is logged.
     *
     * @param path a folder with at least one image, or an image file
     * @param decoder decodes the files
     * @throws IOException in one line: the folder does not exist or contains no images, or the file is not an image
     */
    public static FolderSource of(Path path, ImageDecoder decoder) throws IOException {
        FolderSource source = of(path, decoder, Set.of(), found -> {});
        source.leftOut().lines(path).forEach(LOG::warn);
        return source;
    }

    /**
     * The images below a folder without those that the caller writes, with reports of progress for large folders. What is
     * left out is not logged: {@link #leftOut} has it.
     *
     * @param path a folder with at least one image, or an image file
     * @param decoder decodes the files
     * @param outputs files and folders that are left out, such as the folder of the run; they need not exist
     * @param progress receives the number of images found so far, from time to time
     */
    public static FolderSource of(Path path, ImageDecoder decoder, Set<Path> outputs, LongConsumer progress)
            throws IOException {
        ImagePath.requireImages(path);
        if (!Files.isDirectory(path)) {
            return ofFile(path, decoder);
        }
        FolderWalk.Result found = FolderWalk.of(path, FolderWalk.Selection.IMAGES, outputs, progress);
        if (found.files().size() == 0) {
            throw new IOException(noImages(path, found.leftOut()));
        }
        return new FolderSource(
                path,
                found.files(),
                decoder,
                describe(found.files().size(), path),
                false,
                withHint(found.leftOut(), path));
    }

    /** With how the DICOM files of a folder of images are read. */
    static LeftOut withHint(LeftOut leftOut, Path path) {
        if (!leftOut.counts().containsKey(OtherFormat.DICOM.title())) {
            return leftOut;
        }
        List<String> lines = new ArrayList<>(leftOut.lines());
        lines.add("its DICOM files, which are read as " + ShellCommand.quoted("dicom:" + path));
        return new LeftOut(leftOut.counts(), lines, leftOut.unreadable());
    }

    /**
     * The images below a folder whose paths match a pattern. What the walk left out is not reported: it need not match.
     *
     * @param folder an existing folder
     * @param pattern for messages
     * @param names whether a path, relative to the folder and with slashes, matches
     * @param outputs as in {@link #of(Path, ImageDecoder, Set, LongConsumer)}
     * @throws IOException in one line: no image matches, or the folder cannot be listed
     */
    public static FolderSource matching(
            Path folder,
            String pattern,
            Predicate<String> names,
            ImageDecoder decoder,
            Set<Path> outputs,
            LongConsumer progress)
            throws IOException {
        PathTable found = FolderWalk.of(folder, FolderWalk.Selection.IMAGES, outputs, progress)
                .files();
        PathTable files = new PathTable();
        for (long i = 0; i < found.size(); i++) {
            String path = found.get(i);
            if (names.test(path)) {
                int name = path.lastIndexOf('/') + 1;
                files.add(path.substring(0, name), path.substring(name));
            }
        }
        if (files.size() == 0) {
            throw new IOException(String.format(
                    Locale.ROOT, "no image matches %s; there are %,d in %s", pattern, found.size(), folder));
        }
        String description = String.format(
                Locale.ROOT, "%,d image%s that match %s", files.size(), files.size() == 1 ? "" : "s", pattern);
        return new FolderSource(folder, files, decoder, description, false, LeftOut.NONE);
    }

    private static String noImages(Path path, LeftOut leftOut) {
        if (RunFiles.looksLikeRun(path)) {
            return "no images in " + path + ": it is the folder of a run; give the folder of your images";
        }
        return "no images in " + path + ": looked for " + ImageFormat.extensions()
                + (leftOut.lines().isEmpty() ? "" : ", and left out " + String.join("; ", leftOut.lines()));
    }

    /** The format of a single file is checked immediately. */
    private static FolderSource ofFile(Path file, ImageDecoder decoder) throws IOException {
        ImagePath.requireImageFile(file);
        PathTable files = new PathTable();
        files.add("", file.toString());
        return new FolderSource(Path.of(""), files, decoder, "the image " + file, true, LeftOut.NONE);
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
    @Override
    public Path path(long index) {
        return root.resolve(files.get(index));
    }

    @Override
    public LeftOut leftOut() {
        return leftOut;
    }

    /** As in {@link ImageSource}; for a single file, that of a folder which contains only this file. */
    @Override
    public String fingerprint() {
        return single
                ? new Fingerprint()
                        .add("1")
                        .add(String.valueOf(path(0).getFileName()))
                        .hex()
                : super.fingerprint();
    }

    @Override
    public String description() {
        return description;
    }
}
