package dev.pixio.data.folder;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.OrderedTasks;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Decodes every regular file below a folder, including those without an image extension, to find unreadable files before a
 * run. Hidden files and the folders of runs are ignored, as in a run.
 *
 * @param decoder decodes the files
 * @param threads number of files decoded in parallel, 1 to 1024
 * @param input which channels and which scale images must have
 */
public record DataCheck(ImageDecoder decoder, int threads, ImageInput input) {

    /** After the name of a file, the number of one of its pages. */
    private static final Pattern PAGE = Pattern.compile("#\\d+$");

    public DataCheck {
        new OrderedTasks("", threads); // checks the number
    }

    /** A check of photographs. */
    public DataCheck(ImageDecoder decoder, int threads) {
        this(decoder, threads, ImageInput.RGB);
    }

    /**
     * Checks all files.
     *
     * @param path a folder, or one file
     * @param report receives the results on the calling thread, in natural order of the file names
     * @return what a run on the folder leaves out, including files that were checked
     * @throws IOException in one line: there is no such folder or file, or it cannot be listed
     */
    public LeftOut run(Path path, Consumer<FileCheckResult> report) throws IOException, InterruptedException {
        if (!Files.exists(path)) {
            throw new IOException(ImagePath.missing(path));
        }
        if (Files.isDirectory(path)) {
            FolderWalk.Result found = FolderWalk.of(path, FolderWalk.Selection.EVERY_FILE, Set.of(), progress -> {});
            run(path, found.files(), name -> ImageFormat.ofFileName(name).isPresent(), report);
            return FolderSource.withHint(found.leftOut(), path);
        }
        PathTable file = new PathTable();
        file.add("", path.toString());
        run(Path.of(""), file, name -> true, report);
        return LeftOut.NONE;
    }

    /**
     * Reads all images of a source of another kind, such as a list or archives.
     *
     * @param report receives the results on the calling thread, in the order of the source
     */
    public void run(ImageSource source, Consumer<FileCheckResult> report) throws InterruptedException {
        run(source.size(), i -> check(source, i), report);
    }

    private void run(Path root, PathTable files, Predicate<String> used, Consumer<FileCheckResult> report)
            throws InterruptedException {
        run(files.size(), i -> check(root, files.get(i), used.test(files.get(i))), report);
    }

    private void run(long size, LongFunction<FileCheckResult> check, Consumer<FileCheckResult> report)
            throws InterruptedException {
        new OrderedTasks("pixio-check", threads).run(0, size, check, report);
    }

    private FileCheckResult check(ImageSource source, long index) {
        String name = source.name(index);
        String format = ImageFormat.ofFileName(PAGE.matcher(name).replaceAll(""))
                .map(ImageFormat::title)
                .orElse("image");
        try {
            if (!input.isRgb8()) {
                Raster image = source.raster(index, input);
                return new FileCheckResult(name, true, format, image.width(), image.height(), "", true);
            }
            try (RgbImage image = source.read(index)) {
                return new FileCheckResult(name, true, format, image.width(), image.height(), "", true);
            }
        } catch (ImageReadException e) {
            return new FileCheckResult(name, false, "", 0, 0, e.reason(), true);
        }
    }

    private FileCheckResult check(Path root, String name, boolean used) {
        Path file = root.resolve(name);
        String format = "";
        try {
            ImageFormat actual = ImageDecoder.format(file);
            format = actual.title();
            if (!input.isRgb8()) {
                Raster image = new RasterDecoder(decoder, input).read(file);
                return new FileCheckResult(
                        name, true, format, image.width(), image.height(), remark(name, actual, used), used);
            }
            try (RgbImage image = decoder.read(file)) {
                return new FileCheckResult(
                        name, true, format, image.width(), image.height(), remark(name, actual, used), used);
            }
        } catch (ImageReadException e) {
            return new FileCheckResult(name, false, format, 0, 0, e.reason(), used);
        }
    }

    /** A remark on a file whose extension does not fit its content; sources select files by extension. */
    private static String remark(String name, ImageFormat format, boolean used) {
        if (!used) {
            return "a run needs an extension of its format";
        }
        Optional<ImageFormat> named = ImageFormat.ofFileName(name);
        return named.isEmpty() || named.get() == format
                ? ""
                : "named as a " + named.get().title();
    }
}
