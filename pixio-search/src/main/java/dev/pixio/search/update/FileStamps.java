package dev.pixio.search.update;

import dev.pixio.data.ImageSource;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.search.FileFacts;
import dev.pixio.search.IndexRoot;
import java.nio.file.InvalidPathException;
import java.util.Optional;

/**
 * Tells whether the content of an image is that of the index: by size and time of change of the file that has it, or else by the digest of
 * its bytes.
 *
 * @param root the images are of
 * @param isForward whether the images can only be read one after the other, so that their bytes are not compared
 */
record FileStamps(IndexRoot root, boolean isForward) {

    static FileStamps of(IndexRoot root, ImageSource images) {
        return new FileStamps(root, images.trainingOrder(0, 1).isPresent());
    }

    /** Size and time of change of the file that has an image; nothing if they are not known. */
    FileFacts of(ImageSource images, long index) {
        return stamp(images, index)
                .map(stamp -> FileFacts.NONE.withStamp(stamp.bytes(), stamp.version()))
                .orElse(FileFacts.NONE);
    }

    private Optional<ImageSource.Stamp> stamp(ImageSource images, long index) {
        if (root.folder().isEmpty()) {
            return images.stamp(index);
        }
        try {
            return ImageSource.Stamp.of(root.folder().get().resolve(images.name(index)));
        } catch (InvalidPathException e) {
            return Optional.empty();
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
        FileFacts stamp = of(images, index);
        if (known.hasStampOf(stamp)) {
            return Optional.of(known);
        }
        try {
            Optional<String> digest = digest(images, index);
            if (digest.isEmpty() && known.bytes() >= 0 && stamp.bytes() >= 0) {
                return Optional.empty(); // another archive or video, of which nothing else is compared
            }
            return digest.equals(known.sha256())
                    ? Optional.of(known.withStamp(stamp.bytes(), stamp.modified()))
                    : Optional.empty();
        } catch (ImageReadException e) {
            return Optional.empty(); // it is read again, and reported then
        }
    }
}
