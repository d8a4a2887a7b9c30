package dev.pixio.embed.file;

import dev.pixio.data.ImageSource;
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
import dev.pixio.io.OutputFile;
import dev.pixio.torch.group.DividedTask;
import dev.pixio.torch.group.GroupException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Writes the features of all images of a source to a file. Finished batches are saved in {@code FILE.part}; the file
 * itself is created or replaced when the export is complete. Images that cannot be read are listed in {@code
 * FILE.skipped.jsonl}.
 */
public final class FeatureExport {

    /** What may be done with existing files. */
    public enum Mode {
        /** Resumes an unfinished export, if there is one. */
        RESUME,
        /** Adds the images whose names are not in the file yet. */
        APPEND,
        /** Starts over; the file is replaced when the new one is complete. */
        OVERWRITE
    }

    /** Rows that are copied from an existing file at a time. */
    private static final int COPIED_ROWS = 256;

    private final Path file;
    private final FeatureFormat format;
    private final FeatureNumber number;
    private final Set<Mode> modes;
    private DividedTask task = DividedTask.alone();

    /**
     * Prepares an export and checks its files.
     *
     * @param file its extension determines the format
     * @param number how numbers are stored
     * @param modes what may be done with existing files; if empty, they are refused
     * @throws IllegalArgumentException if the extension is unknown or the format cannot store such numbers
     * @throws FeatureFileException if a file exists and the modes do not allow changing it
     */
    public FeatureExport(Path file, FeatureNumber number, Set<Mode> modes) throws IOException {
        this.file = file;
        this.format = FeatureFormat.of(file);
        this.number = number;
        this.modes = Set.copyOf(modes);
        format.require(number);
        if (modes.contains(Mode.OVERWRITE) && modes.size() > 1) {
            throw new IllegalArgumentException("--overwrite cannot be combined with --append or --resume");
        }
        requireWritable(file);
        if (isUnfinished() && !allows(Mode.RESUME) && !allows(Mode.OVERWRITE)) {
            throw new FeatureFileException(
                    part() + " is an unfinished export: continue it with --resume, or start over with --overwrite");
        }
        if (Files.exists(file) && modes.isEmpty()) {
            throw new FeatureFileException(file + " exists: add to it with --append, or replace it with --overwrite");
        }
    }

    /**
     * Divides the images among processes. This is process 0; the others call {@link FeatureExportPart#run}.
     *
     * @param divided of these processes
     */
    public FeatureExport together(DividedTask divided) {
        this.task = divided;
        return this;
    }

    /** Checked before a model is loaded. */
    private static void requireWritable(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FeatureFileException(file + " is a folder, not a feature file");
        }
        OutputFile.requireFolderOf(file);
    }

    private boolean allows(Mode mode) {
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
     * Embeds the remaining images and writes the file. If the listener throws, the export ends and can be resumed.
     *
     * @param encoder computes the features
     * @param source stays open; the caller closes it
     * @param options from {@link LoaderOptions#embedding}
     * @param version of Pixio, stored with the features
     * @param listener receives the features, unreadable images and finished batches
     * @throws FeatureFileException if the file or an unfinished export holds features of another origin
     * @throws dev.pixio.data.loader.TooManyUnreadableException if more images cannot be read than the options allow
     */
    public ExportResult run(
            ImageEncoder encoder, ImageSource source, LoaderOptions options, String version, EmbeddingListener listener)
            throws IOException, InterruptedException {
        FeatureHeader header =
                new FeatureHeader(encoder.origin(), number.toString(), version, Optional.of(source.fingerprint()));
        if (isComplete()) {
            ExportResult found = complete(header, source);
            FeatureExportPart.announceNothing(task.group());
            return found;
        }
        OutputFile.createFolderOf(file);
        try {
            return embed(header, encoder, source, options, listener);
        } catch (GroupException e) {
            throw isUnfinished() ? new GroupException(withPart(String.valueOf(e.getMessage())), e) : e;
        } catch (FileSystemException e) {
            if (Files.exists(part()) && !isUnfinished()) {
                Files.delete(part()); // without a header, as on a full disk
            }
            throw e.getReason() != null && isUnfinished()
                    ? new IOException(withPart(String.valueOf(e.getMessage())), e)
                    : e;
        }
    }

    /** The error of a write, and what stays of the export. */
    private String withPart(String reason) {
        return reason + "; the finished batches are in " + part() + ", from which --resume continues";
    }

    private boolean isComplete() {
        return Files.exists(file) && !isUnfinished() && allows(Mode.RESUME) && !allows(Mode.APPEND);
    }

    /** Whether there is an unfinished export; an empty file is of a process that ended before it wrote the header. */
    private boolean isUnfinished() {
        return part().toFile().length() > 0;
    }

    private ExportResult complete(FeatureHeader header, ImageSource source) throws IOException {
        FeatureHeader found = format.file().header(file);
        found.requireSame(file, header);
        AtomicLong rows = new AtomicLong();
        Set<String> names = new HashSet<>();
        format.file().read(file, found, (name, row) -> {
            rows.incrementAndGet();
            names.add(name);
        });
        requireAll(source, names);
        return new ExportResult(rows.get(), 0, List.of(), 0);
    }

    /** Refuses a file that has not all images of a source: to resume it would add none of them. */
    private void requireAll(ImageSource source, Set<String> names) throws IOException {
        names.addAll(SkippedFile.names(skippedFile()));
        List<String> missing = LongStream.range(0, source.size())
                .mapToObj(source::name)
                .filter(name -> !names.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new FeatureFileException(String.format(
                    Locale.ROOT,
                    "%s is complete, and has no features of %,d of the %s, the first of them %s: add them with --append",
                    file,
                    missing.size(),
                    source.description(),
                    missing.get(0)));
        }
    }

    private ExportResult embed(
            FeatureHeader header,
            ImageEncoder encoder,
            ImageSource source,
            LoaderOptions options,
            EmbeddingListener listener)
            throws IOException, InterruptedException {
        ExportResult result;
        boolean startsOver = !(isUnfinished() && allows(Mode.RESUME));
        // The rows of an unfinished export may be missing from the file.
        boolean changed = isUnfinished() || !Files.exists(file) || allows(Mode.OVERWRITE);
        try (FeatureLog log = openLog(header)) {
            long start = System.nanoTime();
            long before = log.rows();
            try {
                embedRemaining(log, encoder, source, options, listener);
            } catch (IOException | RuntimeException e) {
                boolean interrupted = e instanceof InterruptedIOException || e instanceof ClosedByInterruptException;
                if (startsOver && log.rows() == before && !interrupted) {
                    // The log has the same rows as the file, or none, and would make the next export fail, also one
                    // with other settings. After an interruption it is needed to resume.
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
        SkippedFile.write(skippedFile(), result.skipped());
        Files.delete(part());
        return result;
    }

    private void embedRemaining(
            FeatureLog log, ImageEncoder encoder, ImageSource source, LoaderOptions options, EmbeddingListener listener)
            throws IOException, InterruptedException {
        // An append adds names that are not in the file. Otherwise the log is of the first images, also of those of one
        // name.
        RemainingSource remaining = allows(Mode.APPEND)
                ? RemainingSource.of(source, log.done().keySet())
                : RemainingSource.after(source, log.done());
        FeatureExportPart.announce(task.group(), remaining);
        if (remaining.size() == 0) {
            return;
        }
        // Relative to the whole source: after an append, the remaining images may be just the unreadable ones of the
        // previous export.
        UnreadableLimit limit = new UnreadableLimit(options.unreadable().maxShare(), source.size());
        encoder.embedAll(
                remaining,
                options.withMaxUnreadableShare(1),
                task,
                new FeatureLogWriter(log, remaining, limit, listener));
    }

    private FeatureLog openLog(FeatureHeader header) throws IOException {
        if (isUnfinished() && allows(Mode.RESUME)) {
            return resumed(header);
        }
        if (Files.exists(file) && allows(Mode.APPEND)) {
            copyRows(header);
            return FeatureLog.resume(part());
        }
        return FeatureLog.create(part(), header);
    }

    private FeatureLog resumed(FeatureHeader header) throws IOException {
        FeatureLog log = FeatureLog.resume(part());
        try {
            log.header().requireSame(part(), header);
            if (!log.header().mayHaveImagesOf(header) && !allows(Mode.APPEND)) {
                throw new FeatureFileException(
                        part() + " is an unfinished export of other images: name its --data, add the"
                                + " images of this one with --resume --append, or start over with --overwrite");
            }
            return log;
        } catch (FeatureFileException e) {
            log.close();
            throw e;
        }
    }

    /** Copies the rows of the file to a new log, which is created with all of them or not at all. */
    private void copyRows(FeatureHeader header) throws IOException {
        FeatureHeader found = format.file().header(file);
        found.requireSame(file, header);
        Path beside = part().resolveSibling(part().getFileName() + ".new");
        try (FeatureLog log = FeatureLog.create(beside, header)) {
            FeatureBatch[] batch = {new FeatureBatch(number)};
            format.file().read(file, found, (name, row) -> {
                batch[0].add(name, row);
                if (batch[0].rows() == COPIED_ROWS) {
                    log.add(batch[0]);
                    batch[0] = new FeatureBatch(number);
                }
            });
            log.add(batch[0]);
            log.force();
        }
        DurableFile.move(beside, part());
    }
}
