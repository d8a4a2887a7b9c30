package dev.pixio.data.folder;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Tries to decode every regular file under a folder, those without an image's extension too, to tell before a run what
 * it would stumble over. Hidden files are left out, as a run leaves them out.
 *
 * @param decoder tries to read the files
 * @param threads how many files are tried at once, at least 1
 */
public record DataCheck(ImageDecoder decoder, int threads) {

    /** Verdicts that may wait for their turn while a slow file is tried. */
    private static final int AHEAD_PER_THREAD = 16;

    public DataCheck {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
    }

    /**
     * Checks all files.
     *
     * @param path a folder, or one file
     * @param report is given the verdicts one by one on the calling thread, in natural order
     * @throws IOException in one line: there is no such folder, or it cannot be listed
     */
    public void run(Path path, Consumer<FileCheckResult> report) throws IOException, InterruptedException {
        if (!Files.exists(path)) {
            throw new IOException("no such folder: " + path);
        }
        if (Files.isDirectory(path)) {
            run(path, FolderWalk.of(path, name -> true, found -> {}).files(), report);
        } else {
            PathTable file = new PathTable();
            file.add("", path.toString());
            run(Path.of(""), file, report);
        }
    }

    private void run(Path root, PathTable files, Consumer<FileCheckResult> report) throws InterruptedException {
        AtomicInteger started = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "pixio-check-" + started.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        });
        try {
            ArrayDeque<Future<FileCheckResult>> waiting = new ArrayDeque<>();
            for (long i = 0; i < files.size() || !waiting.isEmpty(); i++) {
                if (i < files.size()) {
                    String name = files.get(i);
                    waiting.add(workers.submit(() -> check(root, name)));
                }
                if (waiting.size() == AHEAD_PER_THREAD * threads || i >= files.size()) {
                    report.accept(waiting.remove().get());
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check failed: " + e.getCause(), e);
        } finally {
            workers.shutdownNow();
        }
    }

    private FileCheckResult check(Path root, String name) {
        Path file = root.resolve(name);
        String format = "";
        try {
            ImageFormat known = ImageDecoder.format(file);
            format = known.title();
            try (RgbImage image = decoder.read(file)) {
                return new FileCheckResult(name, true, format, image.width(), image.height(), oddity(name, known));
            }
        } catch (ImageReadException e) {
            return new FileCheckResult(name, false, format, 0, 0, e.reason());
        }
    }

    /** An image is known by its content, but found by its name. */
    private static String oddity(String name, ImageFormat format) {
        Optional<ImageFormat> promised = ImageFormat.promisedBy(name);
        if (promised.isEmpty()) {
            return "a run does not look for files of this extension";
        }
        return promised.get() == format ? "" : "named as a " + promised.get().title();
    }
}
