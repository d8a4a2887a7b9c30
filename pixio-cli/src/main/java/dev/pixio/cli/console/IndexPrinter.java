package dev.pixio.cli.console;

import dev.pixio.data.folder.FolderSource;
import dev.pixio.image.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongConsumer;

/** How many images were found in a folder so far, as a {@link StatusLine}; nothing for folders that are listed at once. */
public final class IndexPrinter implements LongConsumer, AutoCloseable {

    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final StatusLine status;

    IndexPrinter(StatusLine status) {
        this.status = status;
        status.startAfter(AT_ONCE);
    }

    /** The images of a folder, or a single one, as {@link FolderSource#of(Path)}. */
    public static FolderSource open(Path path, PrintWriter out) throws IOException {
        try (IndexPrinter printer = new IndexPrinter(StatusLine.on(out))) {
            return FolderSource.of(path, ImageDecoder.withDefaults(), printer);
        }
    }

    @Override
    public void accept(long found) {
        status.update(() -> String.format(Locale.ROOT, "found %,d images", found));
    }

    /** Removes the status: the plan has the number of images. */
    @Override
    public void close() {
        status.clear();
    }
}
