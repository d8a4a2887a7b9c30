package dev.pixio.cli.console;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.image.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/** Prints the number of images found in a folder so far, as a {@link StatusLine}; nothing for the first two seconds. */
public final class IndexPrinter implements LongConsumer, AutoCloseable {

    private static final Duration SILENT_FOR = Duration.ofSeconds(2);

    private final StatusLine status;

    IndexPrinter(StatusLine status) {
        this.status = status;
        status.startAfter(SILENT_FOR);
    }

    /** Opens a folder of images, or a single image, as {@link FolderSource#of(Path)}, and prints progress. */
    public static FolderSource open(Path path, PrintWriter out) throws IOException {
        try (IndexPrinter printer = new IndexPrinter(StatusLine.on(out))) {
            return FolderSource.of(path, ImageDecoder.withDefaults(), printer);
        }
    }

    @Override
    public void accept(long found) {
        status.update(() -> String.format(Locale.ROOT, "found %,d images", found));
    }

    /** Erases the status; the plan of a run has the number of images. */
    @Override
    public void close() {
        status.clear();
    }
}
