package dev.pixio.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * A folder as an archive whose bytes depend on nothing but the contents, the names and which files are executable: entries are
 * sorted, and owners, modes and times are fixed.
 */
final class Archive {

    private static final int FOLDER_MODE = 0755;
    private static final int PROGRAM_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final Path folder;
    private final String root;
    private final Instant time;

    /**
     * An archive of a folder.
     *
     * @param root the first part of each entry's name
     * @param time of each entry
     */
    Archive(Path folder, String root, Instant time) {
        this.folder = folder;
        this.root = root;
        this.time = time;
    }

    /** Writes a {@code .tar.gz} with the symbolic links of the folder. */
    void writeTarGz(Path file) throws IOException {
        GzipParameters parameters = new GzipParameters();
        parameters.setCompressionLevel(Deflater.DEFAULT_COMPRESSION);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                TarArchiveOutputStream tar =
                        new TarArchiveOutputStream(new GzipCompressorOutputStream(out, parameters), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path path : paths()) {
                tar.putArchiveEntry(entry(path));
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.copy(path, tar);
                }
                tar.closeArchiveEntry();
            }
        }
    }

    private TarArchiveEntry entry(Path path) throws IOException {
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
            entry = new TarArchiveEntry(name(path), TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
        } else {
            entry = new TarArchiveEntry(name(path));
            entry.setMode(mode(path));
            entry.setSize(Files.isDirectory(path) ? 0 : Files.size(path));
        }
        entry.setIds(0, 0);
        entry.setNames("root", "root");
        entry.setModTime(time.toEpochMilli());
        return entry;
    }

    /** Writes a {@code .zip}, in which symbolic links become files. */
    void writeZip(Path file) throws IOException {
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
            for (Path path : paths()) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name(path));
                entry.setTimeLocal(time.atOffset(ZoneOffset.UTC).toLocalDateTime());
                entry.setUnixMode(mode(path));
                zip.putArchiveEntry(entry);
                if (Files.isRegularFile(path)) {
                    Files.copy(path, zip);
                }
                zip.closeArchiveEntry();
            }
        }
    }

    private List<Path> paths() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted(Comparator.comparing(this::name)).toList();
        }
    }

    private String name(Path path) {
        String below = folder.relativize(path).toString().replace('\\', '/');
        String name = below.isEmpty() ? root : root + "/" + below;
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? name + "/" : name;
    }

    private static int mode(Path path) {
        if (Files.isDirectory(path)) {
            return FOLDER_MODE;
        }
        return Files.isExecutable(path) ? PROGRAM_MODE : FILE_MODE;
    }
}
