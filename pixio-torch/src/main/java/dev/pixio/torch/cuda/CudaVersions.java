package dev.pixio.torch.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The versions of CUDA's libraries in this process, and the files that they come from. */
public final class CudaVersions {

    private static final Path MAPS = Path.of("/proc/self/maps");

    private CudaVersions() {}

    /**
     * A library.
     *
     * @param title what it is
     * @param version as {@code 9.19.0}
     * @param file that it was loaded from; empty if that is not known
     */
    public record Library(String title, String version, Optional<Path> file) {}

    /** Of the runtime, cuDNN and NCCL: those that can be opened. */
    public static List<Library> ofThisProcess() {
        List<Library> found = new ArrayList<>();
        add(found, "CUDA runtime", "libcudart.so.13", library -> ofPointer(library, "cudaRuntimeGetVersion"), 1000, 10);
        add(
                found,
                "cuDNN",
                "libcudnn.so.9",
                library -> library.getFunction("cudnnGetVersion").invokeLong(new Object[0]),
                10_000,
                100);
        add(found, "NCCL", "libnccl.so.2", library -> ofPointer(library, "ncclGetVersion"), 10_000, 100);
        return List.copyOf(found);
    }

    private static long ofPointer(NativeLibrary library, String function) {
        IntByReference version = new IntByReference();
        library.getFunction(function).invokeInt(new Object[] {version});
        return version.getValue();
    }

    /** Adds a version that is one number: its parts are those above {@code major}, above {@code minor}, and the rest. */
    private static void add(
            List<Library> found,
            String title,
            String file,
            ToLongFunction<NativeLibrary> version,
            int major,
            int minor) {
        try {
            long number = version.applyAsLong(NativeLibrary.getInstance(file));
            found.add(new Library(title, text(number, major, minor), mapped(file)));
        } catch (UnsatisfiedLinkError absent) {
            // Reported among the missing libraries.
        }
    }

    static String text(long number, int major, int minor) {
        String two = number / major + "." + number % major / minor;
        return number % minor == 0 && major == 1000 ? two : two + "." + number % minor;
    }

    /** The file of a library by its name, which may end with more digits. */
    private static Optional<Path> mapped(String file) {
        try {
            return Files.readAllLines(MAPS).stream()
                    .filter(line -> line.contains("/" + file))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .findFirst();
        } catch (IOException hidden) {
            return Optional.empty();
        }
    }
}
