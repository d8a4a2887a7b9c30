package dev.pixio.cli.console;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.PagedSource;
import dev.pixio.data.ReadableCheck;
import dev.pixio.data.folder.ClassFolderSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.raster.ImageInput;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints the number of images found in a folder so far, as a {@link StatusLine}; nothing for the first two seconds. */
public final class IndexPrinter implements LongConsumer, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IndexPrinter.class);

    private static final Duration SILENT_FOR = Duration.ofSeconds(2);

    private final StatusLine status;

    IndexPrinter(StatusLine status) {
        this.status = status;
        status.startAfter(SILENT_FOR);
    }

    /**
     * Opens a folder of images, or a single image, as {@link FolderSource#of(Path)}, and prints progress.
     * At least one image is readable.
     *
     * @param outputs files and folders that the command writes, which are not listed
     * @param input which channels and which scale images have
     */
    public static ImageSource open(Path path, Set<Path> outputs, ImageInput input, PrintWriter out) throws IOException {
        FolderSource source;
        try (IndexPrinter printer = new IndexPrinter(StatusLine.on(out))) {
            source = FolderSource.of(path, ImageDecoder.withDefaults(), outputs, printer);
        }
        source.leftOut().lines(path).forEach(LOG::warn); // not over the status
        ImageSource images = PagedSource.ifWanted(source, input, ImageDecoder.withDefaults());
        ReadableCheck.require(images, input);
        return images;
    }

    /**
     * Opens what a user names as images, of any kind, and prints progress, also that of a download. At least one image is readable.
     *
     * @param value as {@code --data} takes it
     * @param settings how they are opened, without the reports of progress
     * @throws IllegalArgumentException in one line: the value is not valid
     */
    public static ImageSource open(String value, SourceSettings settings, PrintWriter out) throws IOException {
        ImageSource source = list(value, settings, out);
        try {
            ReadableCheck.require(source, settings.input());
            return source;
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** As {@link #open(String, SourceSettings, PrintWriter)}, without reading an image. */
    public static ImageSource list(String value, SourceSettings settings, PrintWriter out) throws IOException {
        ImageSource source;
        try (IndexPrinter printer = new IndexPrinter(StatusLine.on(out))) {
            source = DataSources.STANDARD.open(
                    value, settings.withProgress(printer).withDownloaded(printer::downloaded));
        }
        source.leftOut().lines(value).forEach(LOG::warn); // not over the status
        return source;
    }

    /**
     * Opens class folders as {@link ClassFolderSource#of(Path)}. At least one image is readable.
     *
     * @param outputs files and folders that the command writes, which are not listed
     * @param input which channels and which scale images have
     */
    public static ClassFolderSource openClasses(Path path, Set<Path> outputs, ImageInput input) throws IOException {
        ClassFolderSource source = ClassFolderSource.of(path, outputs);
        ReadableCheck.require(source, input);
        return source;
    }

    /**
     * Opens images with their classes, class folders or another source that stores classes, and prints progress. At least one
     * image is readable.
     *
     * @param value as a user writes it
     * @param settings how they are opened, without the reports of progress
     * @param out receives the progress
     */
    public static LabelledSource openLabelled(String value, SourceSettings settings, PrintWriter out)
            throws IOException {
        Optional<LabelledSource> labelled;
        try (IndexPrinter printer = new IndexPrinter(StatusLine.on(out))) {
            labelled = DataSources.STANDARD.openLabelled(
                    value, settings.withProgress(printer).withDownloaded(printer::downloaded));
        }
        if (labelled.isEmpty()) {
            return openClasses(Path.of(value), settings.outputs(), settings.input());
        }
        LabelledSource source = labelled.get();
        try {
            source.leftOut().lines(value).forEach(LOG::warn);
            ReadableCheck.require(source, settings.input());
            return source;
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public void accept(long found) {
        status.update(() -> String.format(Locale.ROOT, "found %,d images", found));
    }

    private void downloaded(long bytes) {
        status.update(() -> String.format(Locale.ROOT, "downloaded %,d MB", bytes / 1_000_000));
    }

    /** Erases the status; the plan of a run has the number of images. */
    @Override
    public void close() {
        status.clear();
    }
}
