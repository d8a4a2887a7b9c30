package dev.pixio.embed.file;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.UnreadableLimit;
import dev.pixio.embed.EmbeddingListener;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.log.FeatureBatch;
import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureLogWriter;
import dev.pixio.embed.log.FeatureNumber;
import dev.pixio.embed.log.RemainingSource;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the features of all images of a source into a file. While it runs, what is done is in {@code FILE.part}; the file
 * itself appears, or is replaced, when it is whole. Images that cannot be read are listed in {@code FILE.skipped.jsonl}.
 */
public final class FeatureExport {

    /** What is done about what is there already. */
    public enum Mode {
        /** Goes on from an unfinished export, if there is one. */
        RESUME,
        /** Adds the images whose names are not in the file yet. */
        APPEND,
        /** Begins anew; the file is replaced when the new one is whole. */
        OVERWRITE
    }

    /** Rows that are taken over from a file at once. */
    private static final int TAKEN_OVER = 256;

    private final Path file;
    private final FeatureFormat format;
    private final FeatureNumber number;
    private final Set<Mode> modes;

    /**
     * An export, of which nothing has been done yet.
     *
     * @param file its ending says the format
     * @param number how numbers are stored
     * @param modes what may be done about what is there; nothing may with none of them
     * @throws IllegalArgumentException if the ending, or the ending and the numbers, make no format
     * @throws FeatureFileException if something is there about which nothing may be done
     */
    public FeatureExport(Path file, FeatureNumber number, Set<Mode> modes) throws IOException {
        this.file = file;
        this.format = FeatureFormat.of(file);
        this.number = number;
        this.modes = Set.copyOf(modes);
        format.require(number);
        if (modes.contains(Mode.OVERWRITE) && modes.size() > 1) {
            throw new IllegalArgumentException("--overwrite goes with neither --append nor --resume");
        }
        requirePlace(file);
        if (Files.exists(part()) && !may(Mode.RESUME) && !may(Mode.OVERWRITE)) {
            throw new FeatureFileException(
                    part() + " is an unfinished export: go on with --resume, or begin again with --overwrite");
        }
        if (Files.exists(file) && modes.isEmpty()) {
            throw new FeatureFileException(file + " exists: add to it with --append, or replace it with --overwrite");
        }
    }

    /** Said now, before a model is loaded for nothing. */
    private static void requirePlace(Path file) throws FeatureFileException {
        if (Files.isDirectory(file)) {
            throw new FeatureFileException(file + " is a folder, not a file of features");
        }
        Path parent = file.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            throw new FeatureFileException("there is no folder " + parent);
        }
    }

    private boolean may(Mode mode) {
        return modes.contains(mode);
    }

    private Path part() {
        return file.resolveSibling(file.getFileName() + ".part");
    }

    /** Where images that could not be read are listed, if there are any. */
    public Path skippedFile() {
        return file.resolveSibling(file.getFileName() + ".skipped.jsonl");
    }

    /**
     * Embeds what is not done yet, and writes the file. Ends early, with what is done kept, when the listener throws.
     *
     * @param encoder whose features
     * @param source stays open; the caller closes it
     * @param options from {@link LoaderOptions#embedding}
     * @param version of Pixio, kept with the features
     * @param listener told of each batch and each image that could not be read; it may leave the rows alone
     * @throws FeatureFileException if the file, or what was done of it, holds features of another origin
     * @throws dev.pixio.data.loader.TooManyUnreadableException if more images cannot be read than the options allow
     */
    public ExportResult run(
            ImageEncoder encoder, ImageSource source, LoaderOptions options, String version, EmbeddingListener listener)
            throws IOException, InterruptedException {
        FeatureHeader header = new FeatureHeader(encoder.origin(), number.toString(), version);
        return isComplete() ? complete(header) : embed(header, encoder, source, options, listener);
    }

    private boolean isComplete() {
        return Files.exists(file) && !hasBegun() && may(Mode.RESUME) && !may(Mode.APPEND);
    }

    /** Without a byte, the process ended before it wrote the header. */
    private boolean hasBegun() {
        return part().toFile().length() > 0;
    }

    private ExportResult complete(FeatureHeader header) throws IOException {
        FeatureHeader found = format.file().header(file);
        found.requireSame(file, header);
        AtomicLong rows = new AtomicLong();
        format.file().read(file, found, (name, row) -> rows.incrementAndGet());
        return new ExportResult(rows.get(), 0, List.of(), 0);
    }

    private ExportResult embed(
            FeatureHeader header,
            ImageEncoder encoder,
            ImageSource source,
            LoaderOptions options,
            EmbeddingListener listener)
            throws IOException, InterruptedException {
        ExportResult result;
        boolean anew = !(hasBegun() && may(Mode.RESUME));
        // Of what an unfinished export did, nobody knows whether it is in the file.
        boolean changed = hasBegun() || !Files.exists(file) || may(Mode.OVERWRITE);
        try (FeatureLog log = openLog(header)) {
            long start = System.nanoTime();
            long before = log.rows();
            try {
                embedRemaining(log, encoder, source, options, listener);
            } catch (IOException | RuntimeException e) {
                if (anew && may(Mode.APPEND) && log.rows() == before && !(e instanceof InterruptedIOException)) {
                    // It has what the file has, and would only forbid the next append. An interrupted one is to be
                    // resumed.
                    Files.delete(part());
                }
                throw e;
            }
            result =
                    new ExportResult(log.rows(), log.rows() - before, log.skipped(), (System.nanoTime() - start) / 1e9);
            if (changed || result.added() > 0) {
                format.file().write(file, log);
            }
        }
        writeSkipped(result.skipped());
        Files.delete(part());
        return result;
    }

    private static void embedRemaining(
            FeatureLog log, ImageEncoder encoder, ImageSource source, LoaderOptions options, EmbeddingListener listener)
            throws IOException, InterruptedException {
        RemainingSource remaining = RemainingSource.of(source, log.done());
        if (remaining.size() == 0) {
            return;
        }
        // What remains is no measure: after an append, it may be the unreadable images of the run before and nothing
        // else.
        UnreadableLimit limit = new UnreadableLimit(options.unreadable().maxShare(), source.size());
        encoder.embedAll(
                remaining, options.withMaxUnreadableShare(1), new FeatureLogWriter(log, remaining, limit, listener));
    }

    private FeatureLog openLog(FeatureHeader header) throws IOException {
        if (hasBegun() && may(Mode.RESUME)) {
            return resumed(header);
        }
        if (Files.exists(file) && may(Mode.APPEND)) {
            takeOver(header);
            return FeatureLog.resume(part());
        }
        return FeatureLog.create(part(), header);
    }

    private FeatureLog resumed(FeatureHeader header) throws IOException {
        FeatureLog log = FeatureLog.resume(part());
        try {
            log.header().requireSame(part(), header);
            return log;
        } catch (FeatureFileException e) {
            log.close();
            throw e;
        }
    }

    /** Puts the rows of the file into a new log, which is there with all of them or not at all. */
    private void takeOver(FeatureHeader header) throws IOException {
        FeatureHeader found = format.file().header(file);
        found.requireSame(file, header);
        Path beside = part().resolveSibling(part().getFileName() + ".new");
        try (FeatureLog log = FeatureLog.create(beside, header)) {
            FeatureBatch[] batch = {new FeatureBatch(number)};
            format.file().read(file, found, (name, row) -> {
                batch[0].add(name, row);
                if (batch[0].rows() == TAKEN_OVER) {
                    log.add(batch[0]);
                    batch[0] = new FeatureBatch(number);
                }
            });
            log.add(batch[0]);
            log.force();
        }
        DurableFile.move(beside, part());
    }

    private void writeSkipped(List<SkippedImage> skipped) throws IOException {
        if (skipped.isEmpty()) {
            Files.deleteIfExists(skippedFile());
            return;
        }
        DurableFile.writeStream(skippedFile(), out -> {
            for (SkippedImage image : skipped) {
                String line = JsonMapper.shared()
                        .createObjectNode()
                        .put("path", image.name())
                        .put("reason", image.reason())
                        .toString();
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }
}
