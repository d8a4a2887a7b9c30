package dev.pixio.train.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.io.AppendedFile;
import dev.pixio.train.run.JsonLinesFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsFileTest {

    @TempDir
    private Path temp;

    @Test
    void aRewoundFileIsOnTheDiskAsItWasCut() throws IOException {
        Path path = Files.writeString(temp.resolve("metrics.jsonl"), """
                        {"step":1,"loss":0.5,"gradientNorm":1.5}
                        {"step":2,"loss":0.25,"gradientNorm":2.5}
                        {"step":3,"loss":0.125,"gradientNorm":3.5}
                        """);
        List<Long> steps = new ArrayList<>();
        try (WatchedChannel channel = new WatchedChannel(FileChannel.open(path, StandardOpenOption.WRITE))) {
            channel.position(channel.size());
            MetricsFile metrics = new MetricsFile(path, new JsonLinesFile(path, AppendedFile.of(channel)));

            metrics.rewind(2, (step, loss, gradientNorm) -> steps.add(step));

            assertThat(channel.calls).containsExactly("truncate", "force");
        }
        assertThat(steps).containsExactly(1L, 2L);
        assertThat(path).hasContent("""
                        {"step":1,"loss":0.5,"gradientNorm":1.5}
                        {"step":2,"loss":0.25,"gradientNorm":2.5}
                        """);
    }

    /** Writes down in which order a file is cut and flushed to the disk. */
    private static final class WatchedChannel extends FileChannel {

        private final FileChannel file;
        private final List<String> calls = new ArrayList<>();

        WatchedChannel(FileChannel file) {
            this.file = file;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            calls.add("truncate");
            file.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            calls.add("force");
            file.force(metaData);
        }

        @Override
        public int read(ByteBuffer bytes) throws IOException {
            return file.read(bytes);
        }

        @Override
        public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
            return file.read(bytes, offset, length);
        }

        @Override
        public int read(ByteBuffer bytes, long position) throws IOException {
            return file.read(bytes, position);
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return file.write(bytes);
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
            return file.write(bytes, offset, length);
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            return file.write(bytes, position);
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            file.position(newPosition);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
            return file.transferTo(position, count, target);
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
            return file.transferFrom(source, position, count);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return file.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return file.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return file.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }
    }
}
