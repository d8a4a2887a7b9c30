package dev.pixio.search;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What is known of the file of an image.
 *
 * @param bytes its size; of an image in an archive, a table or a video that of the whole file; -1 if it is not known
 * @param modified time of its last change, milliseconds since 1970, or of a file on a server another number that changes with it; -1 if it
 *     is not known
 * @param sha256 of its content, 64 hexadecimal digits in lower case; empty for images that are no files
 * @param width of the image in pixels, upright; 0 if it is not known
 * @param height of the image in pixels, upright; 0 if it is not known
 */
public record FileFacts(long bytes, long modified, Optional<String> sha256, int width, int height) {

    /** Nothing is known. */
    public static final FileFacts NONE = new FileFacts(-1, -1, Optional.empty(), 0, 0);

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    public FileFacts {
        // The name of a thumbnail's file is made of it.
        if (sha256.isPresent() && !SHA256.matcher(sha256.get()).matches()) {
            throw new IllegalArgumentException("a digest that is no SHA-256 in hexadecimal digits");
        }
        if (bytes < -1 || modified < -1 || width < 0 || height < 0) {
            throw new IllegalArgumentException("a file of " + bytes + " bytes, changed at " + modified + ", with "
                    + width + " x " + height + " pixels");
        }
    }

    /** With another size and time of change. */
    public FileFacts withStamp(long size, long time) {
        return new FileFacts(size, time, sha256, width, height);
    }

    /** With the digest of the content. */
    public FileFacts withSha256(String digest) {
        return new FileFacts(bytes, modified, Optional.of(digest), width, height);
    }

    /** With the size of the image in pixels. */
    public FileFacts withSize(int imageWidth, int imageHeight) {
        return new FileFacts(bytes, modified, sha256, imageWidth, imageHeight);
    }

    /** Whether both have the same size and time of change, and these are known: then the content is taken for the same. */
    public boolean hasStampOf(FileFacts other) {
        return bytes >= 0 && modified >= 0 && bytes == other.bytes && modified == other.modified;
    }
}
