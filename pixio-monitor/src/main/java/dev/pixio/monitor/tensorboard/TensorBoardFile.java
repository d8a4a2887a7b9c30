package dev.pixio.monitor.tensorboard;

import dev.pixio.io.AppendedFile;
import dev.pixio.io.FailureReason;
import dev.pixio.io.format.ProtoMessage;
import dev.pixio.monitor.HostName;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An event file of TensorBoard: {@code event.proto} messages in TFRecords. Write errors name the file. */
final class TensorBoardFile implements AutoCloseable {

    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(10);
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final Pattern NAME = Pattern.compile("events\\.out\\.tfevents\\.(\\d{1,18})\\..*");

    /** In this version a session start marks steps that are written again; in older ones TensorBoard guesses. */
    private static final String VERSION = "brain.Event:2";

    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int START = 1;

    private final Path path;
    private final OutputStream stream;
    private final InstantSource clock;
    private Instant flushed;

    /** Creates a file that TensorBoard reads after all others in the folder. Creates the folder if needed. */
    static TensorBoardFile create(Path folder, InstantSource clock) throws IOException {
        Path path = folder.resolve("events.out.tfevents");
        try {
            Files.createDirectories(folder);
            path = folder.resolve(String.format(
                    Locale.ROOT,
                    "events.out.tfevents.%d.%s.%d.%d",
                    Math.max(clock.instant().getEpochSecond(), newest(folder) + 1),
                    HostName.local(),
                    ProcessHandle.current().pid(),
                    COUNTER.getAndIncrement()));
            return new TensorBoardFile(path, AppendedFile.create(path).stream(), clock);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    TensorBoardFile(Path path, OutputStream file, InstantSource clock) throws IOException {
        this.path = path;
        this.stream = new BufferedOutputStream(file, 1 << 16);
        this.clock = clock;
        this.flushed = clock.instant();
        write(event(0).string(FILE_VERSION, VERSION));
    }

    /** The newest time in seconds in file names: TensorBoard reads the files of a folder in order of their names. */
    private static long newest(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToLong(name -> Long.parseLong(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    /** Starts a session at a step: TensorBoard drops earlier values of this and later steps. */
    void startSession(long nextStep) throws IOException {
        write(event(nextStep).message(SESSION_LOG, new ProtoMessage().nonZeroInt64(1, START)));
    }

    void write(long step, SummaryMessage summary) throws IOException {
        write(event(step).message(SUMMARY, summary.message()));
        if (Duration.between(flushed, clock.instant()).compareTo(FLUSH_INTERVAL) >= 0) {
            flush();
        }
    }

    void flush() throws IOException {
        try {
            stream.flush();
        } catch (IOException e) {
            throw failure(path, e);
        }
        flushed = clock.instant();
    }

    @Override
    public void close() throws IOException {
        try {
            stream.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private ProtoMessage event(long step) {
        Instant now = clock.instant();
        return new ProtoMessage()
                .float64(WALL_TIME, now.getEpochSecond() + now.getNano() / 1e9)
                .nonZeroInt64(STEP, step);
    }

    private void write(ProtoMessage event) throws IOException {
        try {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            TfRecord.write(record, event.toBytes());
            stream.write(record.toByteArray()); // in one call, so that no record is written partially
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    private static IOException failure(Path path, IOException e) {
        return new IOException("cannot write TensorBoard events to " + path + ": " + FailureReason.of(e), e);
    }
}
