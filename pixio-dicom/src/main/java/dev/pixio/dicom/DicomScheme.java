package dev.pixio.dicom;

import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataScheme;
import dev.pixio.data.open.FilePatterns;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.dicom.part10.DicomStructure;
import dev.pixio.dicom.pixel.FrameRendering;
import dev.pixio.dicom.pixel.Window;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DICOM files: {@code scan.dcm}, {@code 'scans/*.dcm'}, a folder of such files, or {@code dicom:PATH} for any folder, file or pattern, of
 * which the files are read that begin as DICOM, whatever their names are. A window follows a question mark: {@code dicom:scans?window=40:400}.
 * Found by {@link java.util.ServiceLoader}.
 */
public final class DicomScheme implements DataScheme {

    private static final Logger LOG = LoggerFactory.getLogger(DicomScheme.class);

    private static final String PREFIX = "dicom:";
    private static final String WINDOW = "?window=";

    private static final int REPORTED = 64;

    @Override
    public boolean accepts(String value) {
        if (value.startsWith(PREFIX)) {
            return true;
        }
        String path = path(value);
        return FilePatterns.isEach(path, DicomFiles::hasExtension)
                || (FilePatterns.isFolder(path) && DicomFiles.areAllIn(Path.of(path)));
    }

    private static String path(String value) {
        String path = value.startsWith(PREFIX) ? value.substring(PREFIX.length()) : value;
        int window = path.lastIndexOf(WINDOW);
        return window < 0 ? path : path.substring(0, window);
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        int at = value.lastIndexOf(WINDOW);
        Optional<Window> window =
                at < 0 ? Optional.empty() : Optional.of(Window.parse(value.substring(at + WINDOW.length())));
        DicomFiles files = files(path(value), settings.outputs());
        if (files.names().isEmpty()) {
            throw new IOException("no DICOM files in " + path(value)
                    + (files.others() == 0 ? "" : ": its " + files.others() + " files are of other kinds"));
        }
        FrameRendering rendering = new FrameRendering(window, settings.decoder());
        long[] frames = new long[files.names().size()];
        long found = 0;
        for (int i = 0; i < frames.length; i++) {
            frames[i] = frames(files.path(i), rendering);
            found += frames[i];
            if (i % REPORTED == 0) {
                settings.progress().accept(found);
            }
        }
        return new DicomSource(files, frames, rendering, value);
    }

    private static DicomFiles files(String value, Set<Path> outputs) throws IOException {
        try {
            Path path = Path.of(value);
            if (Files.isDirectory(path)) {
                return DicomFiles.below(path, outputs);
            }
            if (Files.exists(path)) {
                return DicomFiles.of(List.of(value));
            }
        } catch (InvalidPathException e) {
            LOG.debug("{} is a pattern, or no path", value, e);
        }
        List<Path> found = FilePatterns.files(value, "file", "DICOM files");
        for (Path file : found) {
            if (!Files.exists(file)) {
                throw new IOException("no such file: " + file);
            }
        }
        return DicomFiles.of(found.stream().map(Path::toString).toList());
    }

    /**
     * The number of frames; 1 of a file that is damaged, whose image has the reason.
     *
     * @throws IOException in one line: the file is not reached, so that the number is not known
     */
    private static int frames(Path file, FrameRendering rendering) throws IOException {
        try {
            return DicomStructure.of(file, rendering.limits()).image().frames();
        } catch (ImageReadException e) {
            if (e.isNotReached()) {
                throw new IOException(file + " " + e.reason(), e);
            }
            LOG.debug("{} is damaged", file, e);
            return 1;
        }
    }
}
