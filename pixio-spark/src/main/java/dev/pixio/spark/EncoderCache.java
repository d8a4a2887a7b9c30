package dev.pixio.spark;

import dev.pixio.data.OpenCvSetup;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.io.RunFiles;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Natives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;

/**
 * The encoders of this executor: each is loaded once, by the first task that needs it, and all tasks use it. One that no
 * task uses is closed when another is loaded, and all are closed when the JVM ends.
 */
final class EncoderCache {

    private static final String MEMORY_CHECK = "org.bytedeco.javacpp.maxPhysicalBytes";
    private static final String CORES = "spark.executor.cores";

    private static final Map<Key, Entry> ENTRIES = new HashMap<>();

    private static int loads;

    static {
        if (System.getProperty(MEMORY_CHECK) == null) {
            // JavaCPP would compare the memory of the whole process, with its tensors, with a multiple of the heap and
            // throw.
            System.setProperty(MEMORY_CHECK, "0");
        }
        Runtime.getRuntime().addShutdownHook(new Thread(EncoderCache::closeUnused, "pixio-encoders-end"));
    }

    private EncoderCache() {}

    /**
     * What an encoder depends on.
     *
     * @param changed times of the last changes of its files: a run that trains on has other weights under the same path
     */
    private record Key(EncoderChoice choice, Path file, List<Long> changed) {}

    private static final class Entry {
        private final ImageEncoder encoder;
        private int users;

        Entry(ImageEncoder encoder) {
            this.encoder = encoder;
        }
    }

    /** An encoder in use by a task, which closes this and not the encoder. */
    static final class Lease implements AutoCloseable {
        private final Entry entry;
        private boolean closed;

        private Lease(Entry entry) {
            this.entry = entry;
        }

        ImageEncoder encoder() {
            return entry.encoder;
        }

        @Override
        public void close() {
            synchronized (ENTRIES) {
                if (!closed) {
                    closed = true;
                    entry.users--;
                }
            }
        }
    }

    /**
     * An encoder, loaded now if this executor does not have it. Other tasks wait meanwhile: two threads that initialise
     * libtorch at once could deadlock.
     *
     * @throws dev.pixio.weights.tensor.WeightsException if there are no such weights or they cannot be used
     * @throws IllegalArgumentException if the settings do not fit the model or the machine
     */
    static Lease lease(EncoderChoice choice) throws IOException {
        synchronized (ENTRIES) {
            Path file = resolve(choice.weights());
            Key key = new Key(choice, file, changes(file));
            Entry entry = ENTRIES.get(key);
            if (entry == null) {
                closeUnused();
                entry = new Entry(load(file, choice));
                loads++;
                ENTRIES.put(key, entry);
            }
            entry.users++;
            return new Lease(entry);
        }
    }

    /** How often an encoder was loaded in this JVM. */
    static int loads() {
        synchronized (ENTRIES) {
            return loads;
        }
    }

    private static ImageEncoder load(Path file, EncoderChoice choice) throws IOException {
        Natives.load();
        OpenCvSetup.start();
        int threads = choice.threads() > 0 ? choice.threads() : executorCores();
        if (threads > 0) {
            Libtorch.setThreads(threads);
        }
        return ImageEncoder.load(file, choice.settings());
    }

    /** 0 if Spark does not state them: then libtorch uses all that the process may. */
    private static int executorCores() {
        SparkEnv environment = SparkEnv.get();
        return environment == null ? 0 : environment.conf().getInt(CORES, 0);
    }

    /** A path that exists here, or a file that {@code SparkContext.addFile} has sent. */
    private static Path resolve(String weights) {
        Path path = Path.of(weights.startsWith("file:") ? weights.replaceFirst("^file:/*", "/") : weights);
        if (Files.exists(path) || SparkEnv.get() == null) {
            return path;
        }
        Path sent = Path.of(SparkFiles.getRootDirectory(), weights);
        return Files.exists(sent) ? sent : path;
    }

    private static List<Long> changes(Path weights) throws IOException {
        List<Long> times = new ArrayList<>();
        for (Path file : List.of(weights, weights.resolve(RunFiles.CHECKPOINTS).resolve(RunFiles.LATEST))) {
            if (Files.exists(file)) {
                times.add(Files.getLastModifiedTime(file).toMillis());
            }
        }
        return times;
    }

    private static void closeUnused() {
        synchronized (ENTRIES) {
            ENTRIES.values().removeIf(entry -> {
                if (entry.users == 0) {
                    entry.encoder.close();
                }
                return entry.users == 0;
            });
        }
    }
}
