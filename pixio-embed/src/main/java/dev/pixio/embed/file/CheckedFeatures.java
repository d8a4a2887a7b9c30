package dev.pixio.embed.file;

import dev.pixio.embed.file.FeatureFormat.FeatureFile;
import dev.pixio.embed.log.FeatureFileException;
import dev.pixio.embed.log.FeatureHeader;
import dev.pixio.embed.log.FeatureLog;
import dev.pixio.embed.log.FeatureSink;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A format whose damaged files are refused in one line with their name, whatever the reader of the format met in them. Failures of
 * the sink, such as a full disk, are not failures of the file.
 */
record CheckedFeatures(FeatureFile format) implements FeatureFile {

    /** Reads something of a file. */
    private interface Read<T> {
        T read() throws IOException;
    }

    /** Passes rows on, and keeps the sink's failure. */
    private static final class WatchedSink implements FeatureSink {
        private final FeatureSink sink;
        private @Nullable Throwable failure;

        WatchedSink(FeatureSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(String name, ByteBuffer row) throws IOException {
            try {
                sink.accept(name, row);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failure = e;
                throw e;
            }
        }

        Optional<Throwable> failure() {
            return Optional.ofNullable(failure);
        }
    }

    @Override
    public void write(Path path, FeatureLog log) throws IOException {
        format.write(path, log);
    }

    @Override
    public FeatureHeader header(Path path) throws IOException {
        return checked(path, () -> format.header(path));
    }

    @Override
    public void read(Path path, FeatureHeader header, FeatureSink sink) throws IOException {
        WatchedSink watched = new WatchedSink(sink);
        try {
            checked(path, () -> {
                format.read(path, header, watched);
                return path;
            });
        } catch (IOException e) {
            Throwable failure = watched.failure().orElse(e);
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            throw failure instanceof IOException io ? io : e;
        }
    }

    private static <T> T checked(Path path, Read<T> read) throws IOException {
        try {
            return read.read();
        } catch (FeatureFileException | FileSystemException e) {
            throw e; // names the file
        } catch (IOException e) {
            throw FeatureFileException.invalid(path, FailureReason.of(e));
        } catch (RuntimeException e) {
            throw FeatureFileException.damaged(path, e);
        } catch (StackOverflowError e) {
            throw FeatureFileException.invalid(path, "its metadata are nested too deeply");
        } catch (OutOfMemoryError e) {
            // The library of Parquet allocates what a file says before it reads on.
            throw FeatureFileException.invalid(
                    path, "a size in it is not true, or there is not enough memory to read it");
        }
    }
}
