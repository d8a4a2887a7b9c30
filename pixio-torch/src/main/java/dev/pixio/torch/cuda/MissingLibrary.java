package dev.pixio.torch.cuda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A library of CUDA that the dynamic linker cannot open.
 *
 * @param file its name
 * @param reason what the linker says
 */
public record MissingLibrary(String file, String reason) {

    /** Where the bindings look besides the library path: the presets of {@code org.bytedeco:pytorch} and {@code cuda}. */
    private static final List<Path> FOLDERS = List.of(
            Path.of("/usr/local/cuda-13.1/lib64"),
            Path.of("/usr/local/cuda-13.1/extras/CUPTI/lib64"),
            Path.of("/usr/local/cuda/lib64"),
            Path.of("/usr/local/cuda/extras/CUPTI/lib64"),
            Path.of("/usr/lib64"));

    /** Of a message that names the packages of all. */
    private static final int MOST = 3;

    private static final String ABSENT = ": cannot open shared object file";

    /** All that libtorch needs and that cannot be opened here. */
    static List<MissingLibrary> ofThisMachine() {
        Map<String, MissingLibrary> missing = new LinkedHashMap<>();
        for (CudaLibrary library : CudaLibrary.required()) {
            if (FOLDERS.stream().noneMatch(folder -> Files.exists(folder.resolve(library.file())))) {
                DynamicLinker.failure(library.file())
                        .map(MissingLibrary::of)
                        .ifPresent(found -> missing.putIfAbsent(found.file, found));
            }
        }
        return List.copyOf(missing.values());
    }

    /** From a message of the linker, which begins with the name of the library that is missing. */
    static MissingLibrary of(String message) {
        int colon = message.indexOf(": ");
        return new MissingLibrary(colon < 0 ? message : message.substring(0, colon), message);
    }

    /** What is missing and which packages have it, in one line. */
    static String describe(List<MissingLibrary> missing) {
        String broken = missing.stream()
                .filter(library -> !library.reason.contains(ABSENT))
                .map(MissingLibrary::reason)
                .collect(Collectors.joining("; "));
        if (!broken.isEmpty()) {
            return "a library of CUDA cannot be opened: " + broken;
        }
        String names = missing.stream().limit(MOST).map(MissingLibrary::file).collect(Collectors.joining(", "));
        if (missing.size() > MOST) {
            return "not on the library path: " + names + " and " + (missing.size() - MOST)
                    + " more libraries of CUDA; pixio info --device cuda lists them with their packages";
        }
        List<CudaLibrary> known = missing.stream()
                .map(library -> CudaLibrary.of(library.file))
                .flatMap(Optional::stream)
                .toList();
        return "not on the library path: " + names + (known.isEmpty() ? "" : "; install " + packages(known));
    }

    /** The packages that have this library; empty if they are not known. */
    public Optional<String> packages() {
        return CudaLibrary.of(file).map(library -> packages(List.of(library)));
    }

    private static String packages(List<CudaLibrary> libraries) {
        return joined(libraries.stream().map(CudaLibrary::pip).collect(Collectors.toSet()))
                + " by pip, with nvidia/*/lib on LD_LIBRARY_PATH, or "
                + joined(libraries.stream().map(CudaLibrary::apt).collect(Collectors.toSet()))
                + " by apt from NVIDIA's repository";
    }

    private static String joined(Set<String> names) {
        return String.join(" ", new TreeSet<>(names));
    }
}
