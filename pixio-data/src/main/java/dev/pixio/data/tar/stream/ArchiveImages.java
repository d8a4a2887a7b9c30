package dev.pixio.data.tar.stream;

import dev.pixio.data.forward.ImageGroups;
import java.io.IOException;

/** Archives, which are groups of images, and the places of their images. */
public interface ArchiveImages extends ImageGroups {

    /** Of the first byte of an image in its archive, without compression. */
    long offset(int archive, int image);

    /** Bytes of an image, as the archive declares it. */
    long bytes(int archive, int image);

    /** The path or the address of an archive. */
    String location(int archive);

    /** Opens an archive; a position counts the bytes without compression. */
    ByteFeed open(int archive, long position) throws IOException;
}
