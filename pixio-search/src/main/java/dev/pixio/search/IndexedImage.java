package dev.pixio.search;

import java.util.Optional;

/**
 * An image of an index.
 *
 * @param id of the image in its index, from 0; it stays the same as long as the image is in the index with this content
 * @param root the source that it belongs to
 * @param path relative to the root, with slashes
 * @param file what was known of its file when it was indexed
 */
public record IndexedImage(long id, IndexRoot root, String path, FileFacts file) {

    /** Width in pixels, upright; 0 if it is not known. */
    public int width() {
        return file.width();
    }

    /** Height in pixels, upright; 0 if it is not known. */
    public int height() {
        return file.height();
    }

    /** The SHA-256 of the file, 64 hexadecimal digits. */
    public Optional<String> sha256() {
        return file.sha256();
    }

    /** The folder of the image, relative to the root and without a slash at the end; empty for the root itself. */
    public String folder() {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
