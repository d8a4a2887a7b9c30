package dev.pixio.bench.kill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A file system in memory that can be filled. Mounting one needs root on Linux. */
record SmallDisk(Path path) {

    private static final int CHUNK = 1 << 16;

    /** Mounts it on a folder, which exists; false if that is not possible here. */
    boolean mount(int megabytes) throws InterruptedException {
        return succeeds("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
    }

    void unmount() throws InterruptedException {
        succeeds("umount", "-l", path.toString());
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    /** Fills it with a file. */
    void fill(long remainingBytes) throws IOException {
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (path.toFile().getUsableSpace() > remainingBytes + CHUNK) {
                file.write(ByteBuffer.allocate(CHUNK), file.size());
            }
        }
    }

    /** Deletes the file that fills it. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return path.resolve("filler");
    }
}
