package dev.pixio.dicom;

import dev.pixio.data.LeftOut;
import dev.pixio.data.folder.FolderFiles;
import dev.pixio.dicom.part10.DicomStructure;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DICOM files below a folder.
 *
 * @param folder in which names are
 * @param names relative to the folder, in natural order
 * @param others number of files that are not DICOM, and so were left out
 * @param walk links and folders that were left out
 */
record DicomFiles(Path folder, List<String> names, int others, LeftOut walk) {

    private static final Logger LOG = LoggerFactory.getLogger(DicomFiles.class);

    private static final int LOOKED_AT = 1000;

    DicomFiles {
        names = List.copyOf(names);
    }

    /** Whether a name ends as that of a DICOM file does. */
    static boolean hasExtension(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".dcm") || lower.endsWith(".dicom");
    }

    /** Whether a folder has files with the extension of DICOM, and none with that of another image. */
    static boolean areAllIn(Path folder) {
        try {
            if (beginsWithImage(folder)) {
                return false;
            }
            List<String> names = FolderFiles.upTo(folder, DicomFiles::isImage);
            return names.stream().anyMatch(DicomFiles::hasExtension)
                    && names.stream().noneMatch(DicomFiles::isImage);
        } catch (IOException e) {
            LOG.debug("{} cannot be listed", folder, e);
            return false; // the scheme of folders reports it
        }
    }

    /** Whether one of the first files is an image: a folder of millions is listed once less. */
    private static boolean beginsWithImage(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            int looked = 0;
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (!name.startsWith(".") && isImage(name) && Files.isRegularFile(entry)) {
                    return true;
                }
                if (++looked == LOOKED_AT) {
                    return false;
                }
            }
            return false;
        } catch (DirectoryIteratorException e) {
            throw Objects.requireNonNull(e.getCause()); // always has a cause
        }
    }

    private static boolean isImage(String name) {
        return ImageFormat.ofFileName(name).isPresent();
    }

    /**
     * Finds files: those with the extension, and those that begin as DICOM.
     *
     * @param outputs files and folders that are left out
     */
    static DicomFiles below(Path folder, Set<Path> outputs) throws IOException {
        FolderFiles found = FolderFiles.of(folder, name -> !name.equals("DICOMDIR"), outputs);
        List<String> names = new ArrayList<>();
        for (String name : found.names()) {
            if (hasExtension(name) || begins(folder.resolve(name))) {
                names.add(name);
            }
        }
        return new DicomFiles(folder, names, found.names().size() - names.size(), found.leftOut());
    }

    /** Files that were named. */
    static DicomFiles of(List<String> names) {
        return new DicomFiles(Path.of(""), names, 0, LeftOut.NONE);
    }

    private static boolean begins(Path file) {
        try {
            return DicomStructure.begins(file);
        } catch (ImageReadException e) {
            LOG.debug("{} is not DICOM", file, e);
            return false;
        }
    }

    Path path(int file) {
        return folder.resolve(names.get(file));
    }
}
