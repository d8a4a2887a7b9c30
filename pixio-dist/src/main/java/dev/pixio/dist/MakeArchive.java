package dev.pixio.dist;

import dev.pixio.io.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Makes {@code target/pixio-VERSION-PLATFORM.tar.gz}, or a {@code .zip} for Windows, with its SHA-256 sum beside it. */
public final class MakeArchive {

    private MakeArchive() {}

    /**
     * Makes the archive of the class path of this JVM.
     *
     * @param arguments the checkout, the folder for the archive, the version, the classifier of the natives, the time in ISO 8601, the
     *     list of components, and the JDK that builds
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Locale.setDefault(Locale.ROOT); // as in the program: help texts have numbers
        if (arguments.length != 7) {
            throw new IllegalArgumentException("wanted: CHECKOUT TARGET VERSION PLATFORM TIME COMPONENTS JDK");
        }
        Path target = Path.of(arguments[1]);
        String name = "pixio-" + arguments[2] + "-" + arguments[3];
        Platform platform = Platform.of(arguments[3]);
        Instant time = Instant.parse(arguments[4]);
        Path folder = target.resolve(name);
        delete(folder);
        new Distribution(Path.of(arguments[0]), folder, arguments[2], time, platform)
                .build(jars(), Components.read(Path.of(arguments[5])), Jdk.selfContained(Path.of(arguments[6])));
        new NativeLibraries(platform).check(jars(folder.resolve("lib")));
        Archive archive = new Archive(folder, name, time);
        Path file = target.resolve(name + (platform == Platform.WINDOWS_X86_64 ? ".zip" : ".tar.gz"));
        if (platform == Platform.WINDOWS_X86_64) {
            archive.writeZip(file);
        } else {
            archive.writeTarGz(file);
        }
        Files.writeString(
                target.resolve(file.getFileName() + ".sha256"), Sha256.hexOf(file) + "  " + file.getFileName() + "\n");
    }

    /** The jars of the class path, which has the classes of this module as a folder. */
    private static List<Path> jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(Files::isRegularFile)
                .filter(jar -> !jar.getFileName().toString().startsWith("pixio-dist-"))
                .toList();
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
