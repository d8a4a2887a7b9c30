package dev.pixio.dist;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies a jar without what Pixio does not use of it: natives of other platforms, and parts of the bindings. */
final class TrimmedJar {

    /**
     * In the natives of the bindings: headers, build files and programs, bindings for Python, and OpenCV's trained detectors, none of
     * which is loaded by Java; and of FFmpeg for macOS a library for another processor, which no other one needs.
     */
    private static final Pattern UNUSED = Pattern.compile("org/bytedeco/[^/]+/[^/]+/"
            + "(python/.*|include/.*|share/opencv4/.*|lib/(cmake|pkgconfig)/.*|(opencv_|ff)[a-z]+(\\.exe)?"
            + "|libatomic\\.1\\.dylib|libjniopenblas_full\\.\\w+|jniopenblas_full\\.\\w+)");

    /** What linkers and debuggers read. */
    private static final Pattern FOR_DEVELOPERS = Pattern.compile(".*\\.(lib|pdb|a)|.*\\.dSYM/.*");

    private final Platform platform;
    private final LocalDateTime time;

    /**
     * A copier.
     *
     * @param seconds the time of the entries of a changed jar, since 1970
     */
    TrimmedJar(Platform platform, long seconds) {
        this.platform = platform;
        this.time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
    }

    /** Copies a jar, whose entries stay in their order; one with nothing to leave out is copied as it is. */
    void copy(Path from, Path to) throws IOException {
        try (ZipFile jar = new ZipFile(from.toFile())) {
            List<? extends ZipEntry> entries = jar.stream().toList();
            if (entries.stream().allMatch(entry -> isKept(entry.getName()))) {
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
                return;
            }
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
                for (ZipEntry entry : entries) {
                    if (isKept(entry.getName())) {
                        copy(jar, entry, out);
                    }
                }
            }
        }
    }

    private boolean isKept(String entry) {
        return !platform.isForOthers(entry)
                && !UNUSED.matcher(entry).matches()
                && !FOR_DEVELOPERS.matcher(entry).matches();
    }

    private void copy(ZipFile jar, ZipEntry entry, ZipOutputStream out) throws IOException {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(time); // not setTime, which depends on the time zone
        out.putNextEntry(copy);
        try (InputStream in = jar.getInputStream(entry)) {
            in.transferTo(out);
        }
        out.closeEntry();
    }
}
