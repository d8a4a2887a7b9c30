package dev.pixio.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The native libraries in the jars of an archive. Most platforms cannot be tried where an archive is made, so that what is in them is
 * read from the header of each library and not from its name.
 */
final class NativeLibraries {

    /** The artifacts that Pixio loads native libraries from. */
    static final List<String> ARTIFACTS = List.of(
            "ffmpeg", "javacpp", "jna", "onnxruntime", "openblas", "opencv", "pytorch", "snappy-java", "zstd-jni");

    private final Platform platform;

    /** The libraries of a platform. */
    NativeLibraries(Platform platform) {
        this.platform = platform;
    }

    /**
     * Checks that each artifact has libraries, and that all are for the platform.
     *
     * @return the number of libraries
     * @throws IOException with the names of those that are missing or for another platform
     */
    int check(List<Path> jars) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        ARTIFACTS.forEach(artifact -> found.put(artifact, 0));
        List<String> wrong = new ArrayList<>();
        for (Path jar : jars) {
            String name = jar.getFileName().toString();
            int libraries = check(jar, wrong);
            found.replaceAll((artifact, count) -> name.matches(artifact + "-\\d.*") ? count + libraries : count);
        }
        if (!wrong.isEmpty()) {
            throw new IOException("not for " + platform.classifier() + ": " + String.join(", ", wrong));
        }
        List<String> missing = found.entrySet().stream()
                .filter(artifact -> artifact.getValue() == 0)
                .map(Map.Entry::getKey)
                .toList();
        if (!missing.isEmpty()) {
            throw new IOException(
                    "no native libraries for " + platform.classifier() + " in " + String.join(", ", missing));
        }
        return found.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Counts the libraries in a jar and lists those for other platforms. */
    private int check(Path jar, List<String> wrong) throws IOException {
        int libraries = 0;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry :
                    zip.stream().filter(NativeLibraries::isLibrary).toList()) {
                libraries++;
                Set<String> platforms;
                try (InputStream in = zip.getInputStream(entry)) {
                    platforms = BinaryHeader.platforms(in.readNBytes(BinaryHeader.BYTES));
                }
                if (!platforms.contains(platform.classifier())) {
                    wrong.add(jar.getFileName() + "!" + entry.getName());
                }
            }
        }
        return libraries;
    }

    private static boolean isLibrary(ZipEntry entry) {
        return Platform.isNative(entry.getName());
    }
}
