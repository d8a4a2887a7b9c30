package dev.pixio.cli;

import dev.pixio.data.FolderSource;
import dev.pixio.image.ImageDecoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How many pictures a folder was found to hold so far: one line that is drawn again on a terminal, now and then a new line in
 * a pipe, and nothing for folders that are listed at once.
 */
final class IndexPrinter implements LongConsumer, AutoCloseable {

    private static final long SECOND = 1_000_000_000L;
    private static final long AT_ONCE = 2 * SECOND;
    private static final long REDRAW = SECOND / 10;
    private static final long LINE = 10 * SECOND;

    private final PrintWriter out;
    private final boolean redraws;
    private final LongSupplier clock;
    private long next;
    private boolean drawn;

    /**
     * @param redraws whether a line can be drawn again
     * @param clock in nanoseconds
     */
    IndexPrinter(PrintWriter out, boolean redraws, LongSupplier clock) {
        this.out = out;
        this.redraws = redraws;
        this.clock = clock;
        this.next = clock.getAsLong() + AT_ONCE;
    }

    /** The pictures of a folder, or a single one, as {@link FolderSource#of(Path)}. */
    static FolderSource open(Path path, PrintWriter out) throws IOException {
        try (IndexPrinter printer = new IndexPrinter(out, Console.isTerminal(), System::nanoTime)) {
            return FolderSource.of(path, ImageDecoder.withDefaults(), printer);
        }
    }

    @Override
    public void accept(long found) {
        long now = clock.getAsLong();
        if (now - next < 0) {
            return;
        }
        next = now + (redraws ? REDRAW : LINE);
        String line = String.format(Locale.ROOT, "found %,d pictures", found);
        if (redraws) {
            out.print("\r\u001b[K" + line);
            drawn = true;
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Takes the line away; the plan will say how many there are. */
    @Override
    public void close() {
        if (drawn) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
