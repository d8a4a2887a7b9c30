package dev.pixio.dist;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JDK of this machine, from which a runtime can be linked.
 *
 * @param home its folder
 */
record Jdk(Path home) {

    private static final Path SYSTEM = Path.of("/usr/lib/jvm");

    /**
     * The given one if it needs no graphics libraries of the system, else another one in {@code /usr/lib/jvm} that needs none, else
     * the given one. Distributions of Linux build their JDKs against freetype and libjpeg of the system, which a user may lack;
     * Temurin's and others bring them.
     */
    static Jdk selfContained(Path preferred) throws IOException {
        Jdk first = new Jdk(preferred.toRealPath());
        if (first.isSelfContained() || !Files.isDirectory(SYSTEM)) {
            return first;
        }
        try (Stream<Path> homes = Files.list(SYSTEM)) {
            List<Jdk> others = homes.sorted().map(Jdk::new).toList();
            return others.stream().filter(Jdk::isSelfContained).findFirst().orElse(first);
        }
    }

    /** Whether it has jlink and all native libraries but those of every Linux. */
    boolean isSelfContained() {
        boolean brings = Files.exists(home.resolve("lib/libfreetype.so"))
                || !Files.exists(home.resolve("lib/libfontmanager.so")); // not Linux
        return brings && Files.isExecutable(jlink());
    }

    /** The linker. */
    Path jlink() {
        Path unix = home.resolve("bin/jlink");
        return Files.exists(unix) ? unix : home.resolve("bin/jlink.exe");
    }

    /** Such as {@code OpenJDK 25.0.1 (Eclipse Adoptium)}. */
    String name() throws IOException {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        return "OpenJDK " + unquoted(release, "JAVA_VERSION") + " (" + unquoted(release, "IMPLEMENTOR") + ")";
    }

    private static String unquoted(Properties release, String key) {
        return release.getProperty(key, "unknown").replace("\"", "");
    }
}
