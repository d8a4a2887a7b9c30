package dev.pixio.dist;

import dev.pixio.cli.Main;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** {@code lib/pixio.jar}: a manifest that names all jars beside it, so that one jar on the class path of {@code javac} and {@code java} is enough. */
final class ClassPathJar {

    private ClassPathJar() {}

    /**
     * Writes the jar.
     *
     * @param file to create
     * @param entries of the class path in their order, relative to the file; folders end with a slash
     * @param time of its entry
     */
    static void write(Path file, List<String> entries, Instant time) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        main.put(Attributes.Name.CLASS_PATH, String.join(" ", entries));
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            ZipEntry entry = new ZipEntry("META-INF/MANIFEST.MF");
            entry.setTimeLocal(time.atOffset(ZoneOffset.UTC).toLocalDateTime());
            jar.putNextEntry(entry);
            manifest.write(jar);
            jar.closeEntry();
        }
    }
}
