package dev.pixio.dicom;

import dev.pixio.data.folder.NaturalOrder;
import dev.pixio.dicom.part10.DicomStructure;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DICOM files below a folder.
 *
 * @param folder in which names are
 * @param names relative to the folder, in natural order
 * @param others number of files that are not DICOM, and so were left out
 */
record DicomFiles(Path folder, List<String> names, int others) {

    private static final Logger LOG = LoggerFactory.getLogger(DicomFiles.class);

    DicomFiles {
        names = List.copyOf(names);
    }

    /** Whether a name ends as that of a DICOM file does. */
    static boolean hasExtension(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".dcm") || lower.endsWith(".dicom");
    }

    /**
     * Finds files: those with the extension, and those that begin as DICOM.
     *
     * @param wanted whether a path, relative to the folder and with slashes, is looked at
     * @param outputs files and folders that are left out
     */
    static DicomFiles below(Path folder, Predicate<String> wanted, Set<Path> outputs) throws IOException {
        List<String> names = new ArrayList<>();
        int others = 0;
        for (String name : candidates(folder, outputs)) {
            if (!wanted.test(name)) {
                continue;
            }
            if (hasExtension(name) || begins(folder.resolve(name))) {
                names.add(name);
            } else {
                others++;
            }
        }
        return new DicomFiles(folder, names, others);
    }

    private static List<String> candidates(Path folder, Set<Path> outputs) throws IOException {
        List<String> names = new ArrayList<>();
        try {
            DicomFolder.walk(folder, outputs, file -> {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!name.endsWith("DICOMDIR")) {
                    names.add(name);
                }
                return FileVisitResult.CONTINUE;
            });
        } catch (IOException e) {
            throw new IOException("cannot list the folder " + folder + ": " + FailureReason.withFile(e), e);
        }
        names.sort(NaturalOrder.INSTANCE);
        return names;
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
