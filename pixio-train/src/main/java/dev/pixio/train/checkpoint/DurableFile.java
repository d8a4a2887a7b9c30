package dev.pixio.train.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small files and renames that survive a power cut: what was there before stands until the new is on the disk. */
public final class DurableFile {

    private static final Logger LOG = LoggerFactory.getLogger(DurableFile.class);

    private static final boolean FOLDERS_CAN_BE_FLUSHED =
            !System.getProperty("os.name", "").startsWith("Windows");

    private DurableFile() {}

    /** Writes a text beside its place, flushes it to the disk and renames it. */
    public static void write(Path path, String text) throws IOException {
        Path beside = path.resolveSibling(path.getFileName() + ".part");
        try (FileChannel file = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e instanceof FileSystemException ? e : new IOException(path + ": " + e.getMessage(), e);
        }
        rename(beside, path);
    }

    /** Renames a file or folder, over a file if one is there, and flushes the name to the disk. */
    static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        flushFolder(to.resolveSibling(""));
    }

    /** Flushes the names in a folder to the disk, where the system knows how. */
    static void flushFolder(Path folder) {
        if (FOLDERS_CAN_BE_FLUSHED) {
            try (FileChannel names = FileChannel.open(folder.toAbsolutePath(), StandardOpenOption.READ)) {
                names.force(true);
            } catch (IOException e) {
                LOG.debug("this file system cannot flush the folder {}", folder, e);
            }
        }
    }
}
