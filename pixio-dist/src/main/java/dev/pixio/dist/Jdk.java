package dev.pixio.dist;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JDK of this machine, from which a runtime can be linked.
 *
 * @param home its folder
 */
record Jdk(Path home) {

    private static final Path SYSTEM = Path.of("/usr/lib/jvm");
    private static final Pattern FEATURE = Pattern.compile("\\d{1,4}");

    /**
     * The given one if it needs no graphics libraries of the system, else another one in {@code /usr/lib/jvm} that needs none and is
     * no older, else the given one. Distributions of Linux build their JDKs against freetype and libjpeg of the system, which a user may lack;
     * Temurin's and others bring them.
     */
    static Jdk selfContained(Path preferred) throws IOException {
        Jdk first = new Jdk(preferred.toRealPath());
        if (first.isSelfContained() || !Files.isDirectory(SYSTEM)) {
            return first;
        }
        try (Stream<Path> homes = Files.list(SYSTEM)) {
            List<Jdk> others = homes.sorted().map(Jdk::new).toList();
            return others.stream()
                    .filter(jdk -> jdk.isSelfContained() && jdk.feature() >= first.feature())
                    .findFirst()
                    .orElse(first);
        }
    }

    /** Whether it has jlink and all native libraries but those of every Linux. */
    boolean isSelfContained() {
        boolean brings = Files.exists(home.resolve("lib/libfreetype.so"))
                || !Files.exists(home.resolve("lib/libfontmanager.so")); // not Linux
        return brings && Files.isExecutable(jlink());
    }

    /** The version of Java, such as 17; 0 if it is not stated. */
    private int feature() {
        try {
            Matcher version = FEATURE.matcher(unquoted(release(), "JAVA_VERSION"));
            return version.lookingAt() ? Integer.parseInt(version.group()) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** The linker. */
    Path jlink() {
        Path unix = home.resolve("bin/jlink");
        return Files.exists(unix) ? unix : home.resolve("bin/jlink.exe");
    }

    /** Such as {@code OpenJDK 25.0.1 (Eclipse Adoptium)}. */
    String name() throws IOException {
        Properties release = release();
        return "OpenJDK " + unquoted(release, "JAVA_VERSION") + " (" + unquoted(release, "IMPLEMENTOR") + ")";
    }

    private Properties release() throws IOException {
        Properties release = new Properties();
        try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
            release.load(in);
        }
        return release;
    }

    private static String unquoted(Properties release, String key) {
        return release.getProperty(key, "unknown").replace("\"", "");
    }
}
