package dev.pixio.data.tar.stream;

import dev.pixio.data.forward.ChunkCache;
import dev.pixio.data.forward.LaneOrder;
import dev.pixio.image.format.ImageReadException;

/**
 * Images of archives that are read forwards. They are read in chunks of images that follow each other, which are kept in temporary files
 * until others are needed more: memory does not depend on the size of the images, and any order within a buffer reads each once.
 */
public final class StreamedBytes implements ImageBytes {

    /** Bytes of a chunk of several images: 64 images of 16 MiB. */
    private static final long LARGEST_CHUNK = 1L << 30;

    private final ArchiveImages set;
    private final ForwardReaders readers;
    private final ChunkBounds bounds;
    private final ChunkCache<ChunkNumber> chunks;

    private record ChunkNumber(int archive, int number) {}

    /**
     * @param maxBytes largest permitted size of an image
     * @param buffer images among which an epoch is shuffled
     */
    public StreamedBytes(ArchiveImages set, long maxBytes, int buffer) {
        this.set = set;
        this.readers = new ForwardReaders(set, maxBytes);
        // A block of a lane begins and ends within chunks, and a block begins before the one before has ended.
        int lanes = LaneOrder.lanes(set.groups());
        this.bounds = ChunkBounds.of(set, maxBytes, LARGEST_CHUNK);
        this.chunks = new ChunkCache<>(
                0, Math.round((double) buffer * bounds.chunks() / Math.max(1, set.size())) + 4L * lanes + 4);
    }

    @Override
    public byte[] read(int archive, int image) throws ImageReadException {
        int number = bounds.chunk(archive, image);
        int first = bounds.first(archive, number);
        int end = bounds.end(archive, number, set.images(archive));
        return chunks.read(
                new ChunkNumber(archive, number), () -> readers.read(archive, first, end - first), image - first);
    }

    @Override
    public void close() {
        chunks.close();
        readers.close();
    }
}
