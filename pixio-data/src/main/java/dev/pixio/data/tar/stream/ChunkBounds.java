package dev.pixio.data.tar.stream;

import java.util.Arrays;

/**
 * Divides the images of each archive into chunks that follow each other, by their number and their sizes.
 *
 * @param starts of each archive: the first image of each chunk
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
record ChunkBounds(int[][] starts) {

    /** Images in a chunk at most. */
    static final int MOST_IMAGES = 64;

    /**
     * Divides archives.
     *
     * @param maxBytes images that are larger are not kept
     * @param chunkBytes in a chunk of more than one image at most
     */
    static ChunkBounds of(ArchiveImages set, long maxBytes, long chunkBytes) {
        int[][] starts = new int[set.groups()][];
        for (int archive = 0; archive < starts.length; archive++) {
            int images = set.images(archive);
            int[] found = new int[16];
            int count = 0;
            long bytes = 0;
            for (int image = 0; image < images; image++) {
                long size = set.bytes(archive, image) > maxBytes ? 0 : set.bytes(archive, image);
                if (count == 0 || image - found[count - 1] == MOST_IMAGES || bytes + size > chunkBytes) {
                    found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                    found[count++] = image;
                    bytes = 0;
                }
                bytes += size;
            }
            starts[archive] = Arrays.copyOf(found, count);
        }
        return new ChunkBounds(starts);
    }

    /** Number of the chunk of an image within its archive. */
    int chunk(int archive, int image) {
        int found = Arrays.binarySearch(starts[archive], image);
        return found >= 0 ? found : -found - 2;
    }

    int first(int archive, int chunk) {
        return starts[archive][chunk];
    }

    /** The image after the last of a chunk. */
    int end(int archive, int chunk, int images) {
        return chunk + 1 < starts[archive].length ? starts[archive][chunk + 1] : images;
    }

    /** Of all archives. */
    long chunks() {
        return Arrays.stream(starts).mapToLong(archive -> archive.length).sum();
    }
}
