package dev.pixio.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The licences of everything in an archive: the texts that the jars bring, those that they lack, and a list. */
final class Licences {

    private final Path folder;

    /** Licences below a folder, which is created. */
    Licences(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Copies the licences and notices in a jar, also those of the libraries linked into its natives. */
    void ofJar(Path jar) throws IOException {
        String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : zip.stream().filter(Licences::isLicence).toList()) {
                Path to = Files.createDirectories(folder.resolve(name)).resolve(fileName(entry.getName()));
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static boolean isLicence(ZipEntry entry) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        String last = name.substring(name.lastIndexOf('/') + 1);
        boolean isAtPlace = name.equals(last) || name.startsWith("meta-inf/") || name.contains("/share/licenses/");
        return !entry.isDirectory()
                && isAtPlace
                && (name.contains("/share/licenses/")
                        || last.matches(
                                "(.*licen[sc]e.*|notice.*|copying.*|.*thirdparty.*|al2\\.0|lgpl2\\.1)(\\.\\w+)?"))
                && !last.endsWith(".class");
    }

    private static String fileName(String entry) {
        int licences = entry.indexOf("/share/licenses/");
        String plain = licences < 0 ? entry : entry.substring(licences + "/share/licenses/".length());
        return plain.replaceFirst("^META-INF/", "").replace('/', '-');
    }

    /** Copies texts that the jars lack: of libraries that are linked into natives. */
    void ofFolder(Path texts) throws IOException {
        try (Stream<Path> files = Files.list(texts)) {
            for (Path file : files.sorted().toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Writes the list of components with their licences. */
    void list(Map<String, String> components) throws IOException {
        StringBuilder text = new StringBuilder(
                "Components of this archive and their licences. sbom.cdx.json has the same for programs,"
                        + " NOTICE the libraries linked into natives,\nruntime/legal those of the Java runtime.\n\n");
        components.forEach((name, licence) -> text.append(
                String.format(Locale.ROOT, "%-70s %s%n", name, licence).replace("\r\n", "\n")));
        Files.writeString(folder.resolve("COMPONENTS.txt"), text.toString());
    }
}
