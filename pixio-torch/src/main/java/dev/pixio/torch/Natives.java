package dev.pixio.torch;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** The native libraries of libtorch, which JavaCPP unpacks from a jar into a cache before they are first used. */
public final class Natives {

    /** The largest library, and the one that is unpacked last: if both are in the cache, all are. */
    private static final List<String> LIBRARIES = List.of("torch_cpu", "jnitorch");

    /** Of the folders of native libraries for CPUs and for CUDA. */
    private static final List<String> EXTENSIONS = List.of("", "-gpu");

    /** Name of the file in the cache that a process locks while it unpacks. */
    static final String LOCK = "pixio-unpacking.lock";

    private Natives() {}

    /**
     * What has to be unpacked.
     *
     * @param cache the folder to which it is unpacked
     * @param bytes its approximate size
     */
    public record Unpacking(Path cache, long bytes) {}

    /**
     * Loads libtorch, which takes most of a second, and several if it has to be unpacked. Processes that would unpack it to the same cache at
     * once, as the ranks of a job on a new machine, do so one after the other.
     */
    public static void load() {
        load(() -> {});
    }

    /**
     * Loads libtorch as {@link #load()}, and then something else that is unpacked to the same cache.
     *
     * @param next runs when libtorch is loaded; if libtorch had to be unpacked, before another process may unpack
     */
    public static void load(Runnable next) {
        AtomicBoolean loaded = new AtomicBoolean();
        try {
            unpackingAlone(Loader.getCacheDir(), () -> {
                Loader.load(torch.class);
                loaded.set(true);
                next.run();
            });
        } catch (IOException e) {
            if (!loaded.get()) {
                Loader.load(torch.class); // without a folder for the cache it has a message of its own
                next.run();
            }
        }
    }

    /** Runs something that unpacks libtorch if it is not in the cache, while no other process does. */
    static synchronized void unpackingAlone(File cache, Runnable loading) throws IOException {
        if (unpacking(cache).isEmpty()) {
            loading.run();
            return;
        }
        try (FileChannel file = FileChannel.open(
                        cache.toPath().resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            loading.run();
        }
    }

    /** What {@link #load} has to unpack first; empty if this version was used on this machine before. */
    public static Optional<Unpacking> unpacking() throws IOException {
        return unpacking(Loader.getCacheDir());
    }

    static Optional<Unpacking> unpacking(File cache) throws IOException {
        for (String library : LIBRARIES) {
            Optional<URL> packed = packed(System.mapLibraryName(library));
            // A library outside of a jar is the system's or a plain file: there is nothing to unpack.
            if (packed.isPresent() && packed.get().openConnection() instanceof JarURLConnection connection) {
                JarFile jar = connection.getJarFile();
                JarEntry entry = connection.getJarEntry();
                if (!isUnpacked(entry, new File(cache, new File(jar.getName()).getName()))) {
                    return Optional.of(new Unpacking(cache.toPath(), bytesBeside(entry, jar)));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<URL> packed(String fileName) {
        return EXTENSIONS.stream()
                .map(extension -> "/org/bytedeco/pytorch/" + Loader.getPlatform() + extension + "/" + fileName)
                .flatMap(path -> Optional.ofNullable(torch.class.getResource(path)).stream())
                .findFirst();
    }

    /** By size and time, as JavaCPP checks its cache. */
    private static boolean isUnpacked(JarEntry entry, File folder) {
        File file = new File(folder, entry.getName());
        return file.length() == entry.getSize() && file.lastModified() == entry.getTime();
    }

    private static long bytesBeside(JarEntry library, JarFile jar) {
        String folder = library.getName().substring(0, library.getName().lastIndexOf('/') + 1);
        return jar.stream()
                .filter(entry -> entry.getName().startsWith(folder))
                .mapToLong(JarEntry::getSize)
                .sum();
    }
}
