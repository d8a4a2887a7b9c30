package dev.pixio.data.tar.stream;

import java.io.IOException;

/** Archives and the places of their images: images are numbered within their archive, and over all archives. */
public interface ArchiveImages {

    /** Number of archives. */
    int archives();

    /** Number of images in all archives. */
    long size();

    /** Number of the first image of an archive among those of all. */
    long start(int archive);

    /** Number of images in an archive. */
    int images(int archive);

    /** Of the first byte of an image in its archive, without compression. */
    long offset(int archive, int image);

    /** Bytes of an image, as the archive declares it. */
    long bytes(int archive, int image);

    /** The path or the address of an archive. */
    String location(int archive);

    /** Opens an archive; a position counts the bytes without compression. */
    ByteFeed open(int archive, long position) throws IOException;
}
