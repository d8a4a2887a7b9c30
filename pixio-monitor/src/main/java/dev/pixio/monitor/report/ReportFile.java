package dev.pixio.monitor.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The file of a report, which is written again for each state of a run; a file of something else is never replaced. */
final class ReportFile {

    /** The end of the title of every report; the titles of runs before it may be long. */
    private static final String MARK = " \u2013 Pixio</title>";

    /** Bytes at the beginning of a report, with its title. */
    private static final int BEGINNING = 1 << 20;

    private ReportFile() {}

    /**
     * Checks that there is no file, or an empty one, or a report.
     *
     * @throws FileSystemException if there is another file
     */
    static void requireReplaceable(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "it is a folder; name a file");
        }
        if (!Files.isRegularFile(path) || (Files.size(path) > 0 && !isReport(path))) {
            throw new FileSystemException(
                    path.toString(), null, "it exists and is not a report of 'pixio report'; name another --out");
        }
    }

    private static boolean isReport(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8).contains(MARK);
        }
    }
}
