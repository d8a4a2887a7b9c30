package dev.pixio.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A small file system in memory. Tests are skipped where they may not mount one. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;
    private final int megabytes;

    private SmallDisk(Path folder, int megabytes) {
        this.folder = folder;
        this.megabytes = megabytes;
    }

    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectory(folder);
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()),
                "skipped: mounting a small file system needs root");
        return new SmallDisk(folder, megabytes);
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

    Path folder() {
        return folder;
    }

    /** Fills the disk, except for some bytes. */
    void fill(long remaining) throws IOException {
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try {
                while (file.size() < (long) megabytes << 20) {
                    file.write(ByteBuffer.allocate(1 << 20), file.size());
                }
            } catch (IOException full) {
                file.truncate(Math.max(0, file.size() - remaining));
            }
        }
    }

    /** The file that fills the disk. */
    Path filler() {
        return folder.resolve("something-else");
    }

    @Override
    public void close() throws InterruptedException {
        succeeds("umount", "-l", folder.toString());
    }
}
