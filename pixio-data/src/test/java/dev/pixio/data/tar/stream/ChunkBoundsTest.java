package dev.pixio.data.tar.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ChunkBoundsTest {

    /** One archive of images with these sizes. */
    @SuppressWarnings("ArrayRecordComponent") // not changed
    private record Sizes(long... sizes) implements ArchiveImages {

        @Override
        public int groups() {
            return 1;
        }

        @Override
        public long size() {
            return sizes.length;
        }

        @Override
        public long start(int archive) {
            return 0;
        }

        @Override
        public int images(int archive) {
            return sizes.length;
        }

        @Override
        public long offset(int archive, int image) {
            return image;
        }

        @Override
        public long bytes(int archive, int image) {
            return sizes[image];
        }

        @Override
        public String location(int archive) {
            return "test.tar";
        }

        @Override
        public ByteFeed open(int archive, long position) throws IOException {
            throw new EOFException("nothing is stored");
        }
    }

    @Test
    void chunksEndByNumberAndBySize() {
        long[] sizes = new long[72];
        Arrays.fill(sizes, 0, 66, 10);
        Arrays.fill(sizes, 66, 70, 700);
        sizes[70] = 5000; // too large to be kept
        sizes[71] = 300;
        ChunkBounds bounds = ChunkBounds.of(new Sizes(sizes), 1000, 1000);

        assertThat(bounds.starts()[0]).containsExactly(0, 64, 67, 68, 69);
        assertThat(bounds.chunks()).isEqualTo(5);
        assertThat(bounds.chunk(0, 63)).isZero();
        assertThat(bounds.chunk(0, 66)).isEqualTo(1);
        assertThat(bounds.chunk(0, 71)).isEqualTo(4);
        assertThat(bounds.end(0, 1, 72)).isEqualTo(67);
        assertThat(bounds.end(0, 4, 72)).isEqualTo(72);
    }
}
