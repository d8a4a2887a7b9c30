package dev.pixio.search.update;

import dev.pixio.data.ImageSource;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Tells whether the content of an image is that of the index: by size and time of change of its file, or else by the digest of its
 * bytes.
 *
 * @param root the images are of
 * @param isForward whether the images can only be read one after the other, so that their bytes are not compared
 */
record FileStamps(IndexRoot root, boolean isForward) {

    static FileStamps of(IndexRoot root, ImageSource images) {
        return new FileStamps(root, images.trainingOrder(0, 1).isPresent());
    }

    /** Size and time of change of a file; nothing if the root is no folder, or there is no such file. */
    FileFacts of(String path) {
        if (root.folder().isEmpty()) {
            return FileFacts.NONE;
        }
        try {
            Path file = root.folder().get().resolve(path);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return FileFacts.NONE.withStamp(
                    attributes.size(), Math.max(0, attributes.lastModifiedTime().toMillis()));
        } catch (IOException | InvalidPathException e) {
            return FileFacts.NONE; // that it cannot be read is found out when it is
        }
    }

    /** The SHA-256 of the file of an image; empty if it has none. */
    Optional<String> digest(ImageSource images, long index) throws ImageReadException {
        return isForward ? Optional.empty() : images.file(index).map(SelectedImages::digest);
    }

    /**
     * What is known of the file of an image whose content is that of the index; empty if it has changed.
     *
     * @param known of the index
     */
    Optional<FileFacts> unchanged(FileFacts known, ImageSource images, long index) {
        FileFacts stamp = of(images.name(index));
        if (known.hasStampOf(stamp)) {
            return Optional.of(known);
        }
        try {
            Optional<String> digest = digest(images, index);
            return digest.equals(known.sha256())
                    ? Optional.of(known.withStamp(stamp.bytes(), stamp.modified()))
                    : Optional.empty();
        } catch (ImageReadException e) {
            return Optional.empty(); // it is read again, and reported then
        }
    }
}
