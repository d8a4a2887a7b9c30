package dev.pixio.data.tar;

import dev.pixio.data.remote.RemoteException;
import dev.pixio.data.tar.stream.ByteFeed;
import dev.pixio.io.FailureReason;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the indices of archives, several at a time. */
final class TarIndexing {

    private static final int MOST_THREADS = 8;

    private static final long MILLIS_BETWEEN_REPORTS = 200;

    private static final Logger LOG = LoggerFactory.getLogger(TarIndexing.class);

    private final TarIndexCache cache;
    private final SampleCounts counts = new SampleCounts();
    private final LongConsumer progress;
    private final AtomicLong found = new AtomicLong();

    /** @param progress receives the number of images found so far, on the calling thread */
    TarIndexing(TarIndexCache cache, LongConsumer progress) {
        this.cache = cache;
        this.progress = progress;
    }

    private record Indexed(Archive archive, TarIndex index) {}

    /** @throws IOException in one line, of the first archive that cannot be read or is none */
    TarSet of(List<String> locations) throws IOException {
        int threads = Math.min(
                Math.min(MOST_THREADS, locations.size()), Runtime.getRuntime().availableProcessors());
        ExecutorService workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "pixio-tar-index");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Indexed>> futures = new ArrayList<>();
            locations.forEach(location -> futures.add(workers.submit(() -> index(location))));
            List<Archive> archives = new ArrayList<>();
            List<TarIndex> indices = new ArrayList<>();
            for (Future<Indexed> future : futures) {
                Indexed indexed = await(future);
                archives.add(indexed.archive);
                indices.add(indexed.index);
            }
            return new TarSet(archives, indices);
        } finally {
            workers.shutdownNow();
        }
    }

    private Indexed await(Future<Indexed> future) throws IOException {
        while (true) {
            try {
                return future.get(MILLIS_BETWEEN_REPORTS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                progress.accept(found.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while archives were read", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException reason) {
                    throw reason;
                }
                throw new IllegalStateException("reading an archive failed: " + e.getCause(), e);
            }
        }
    }

    /** Warns if an archive has another number of samples than the {@code sizes.json} beside it states. */
    private void compareSamples(Archive archive, TarIndex index) {
        OptionalLong stated = counts.of(archive);
        if (stated.isPresent() && stated.getAsLong() != index.samples()) {
            LOG.warn(
                    "{} has {} samples, and the sizes.json beside it states {}: it may be cut off, or another archive",
                    archive.location(),
                    index.samples(),
                    stated.getAsLong());
        }
    }

    private Indexed index(String location) throws IOException {
        Archive archive = Archive.of(location);
        String identity = archive.identity();
        Optional<TarIndex> known = archive.isIdentified() ? cache.find(identity) : Optional.empty();
        if (known.isPresent()) {
            found.addAndGet(known.get().size());
            compareSamples(archive, known.get());
            return new Indexed(archive, known.get());
        }
        try (ByteFeed feed = archive.feed()) {
            TarIndex index = TarIndexer.index(feed, added -> found.incrementAndGet());
            compareSamples(archive, index);
            if (archive.isIdentified() && index.damage().isEmpty()) {
                cache.save(identity, index);
            }
            return new Indexed(archive, index);
        } catch (RemoteException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(
                    archive.compressed() && e instanceof EOFException
                            ? location + " is cut off before its first member: " + e.getMessage()
                            : location + " is not a tar archive: " + FailureReason.of(e),
                    e);
        }
    }
}
