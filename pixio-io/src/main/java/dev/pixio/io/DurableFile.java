package dev.pixio.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files that are either complete or absent, also after a power failure. The content goes into a temporary file in the
 * same folder, is flushed to the disk, and is moved atomically over the old file; then the folder is flushed, which makes the
 * move itself durable. If writing fails, the temporary file is deleted and the old file is unchanged.
 */
public final class DurableFile {

    private static final Logger LOG = LoggerFactory.getLogger(DurableFile.class);

    private static final boolean FOLDERS_CAN_BE_FLUSHED =
            !System.getProperty("os.name", "").startsWith("Windows");

    /** The extension of the temporary file. */
    private static final String TEMPORARY = ".new";

    private static final int BUFFER = 1 << 20;

    private DurableFile() {}

    /** Writes the content of a file to a channel. */
    public interface ChannelContent {

        /** Writes the content from position 0; leaves the channel open. */
        void writeTo(FileChannel file) throws IOException;
    }

    /** Writes the content of a file to a stream. */
    public interface StreamContent {

        /** Writes the content; need not flush, and may close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Creates a file at a path. */
    public interface FileMaker {

        /** Creates the file, which does not exist yet, and closes it. */
        void make(Path path) throws IOException;
    }

    /**
     * Writes text in UTF-8.
     *
     * @throws IOException if it cannot be written; its message names the file
     */
    public static void write(Path path, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        writeStream(path, out -> out.write(bytes));
    }

    /**
     * Writes to a buffered stream.
     *
     * @throws IOException if it cannot be written; its message names the file
     */
    public static void writeStream(Path path, StreamContent content) throws IOException {
        writeChannel(path, file -> {
            // The file is flushed to the disk afterwards, so it must not be closed here.
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER) {
                @Override
                public void close() throws IOException {
                    flush();
                }
            };
            content.writeTo(out);
            out.flush();
        });
    }

    /**
     * Writes to a channel, without a buffer.
     *
     * @throws IOException if it cannot be written; its message names the file
     */
    public static void writeChannel(Path path, ChannelContent content) throws IOException {
        replace(path, temporary -> {
            try (FileChannel file =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                content.writeTo(file);
                file.force(true);
            }
        });
    }

    /** Lets a {@link FileMaker} create the file, under a temporary name in the same folder. */
    public static void make(Path path, FileMaker maker) throws IOException {
        replace(path, temporary -> {
            maker.make(temporary);
            try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                file.force(true);
            }
        });
    }

    private static void replace(Path path, FileMaker maker) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "it is a folder; name a file");
        }
        Path temporary = temporary(path);
        try {
            Files.deleteIfExists(temporary); // left by a process that was killed
            maker.make(temporary);
            move(temporary, path);
        } catch (IOException e) {
            delete(temporary, e);
            throw WriteError.naming(path, temporary, e);
        } catch (RuntimeException | Error e) {
            delete(temporary, e);
            throw e;
        }
    }

    private static Path temporary(Path path) {
        return path.resolveSibling(path.getFileName() + TEMPORARY);
    }

    /**
     * Deletes the temporary files that killed processes left in a folder. Those of files that will be written again need no such
     * call. What cannot be deleted is reported and stays.
     *
     * @param folder which need not exist
     * @param written whether this program writes a file, so that its temporary file is no one else's
     */
    public static void deleteTemporaryFiles(Path folder, Predicate<Path> written) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
            for (Path temporary : files) {
                String name = temporary.getFileName().toString();
                Path file = temporary.resolveSibling(name.substring(0, name.length() - TEMPORARY.length()));
                if (written.test(file) && Files.isRegularFile(temporary, LinkOption.NOFOLLOW_LINKS)) {
                    deleteTemporary(temporary);
                }
            }
        } catch (NoSuchFileException e) {
            LOG.debug("there is no folder {}", folder, e);
        } catch (DirectoryIteratorException e) {
            cannotList(folder, Objects.requireNonNull(e.getCause())); // always has a cause
        } catch (IOException e) {
            cannotList(folder, e);
        }
    }

    private static void deleteTemporary(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn(
                    "the temporary file {} of an interrupted process cannot be deleted: {}",
                    temporary,
                    FailureReason.of(e));
        }
    }

    private static void cannotList(Path folder, IOException e) {
        LOG.warn(
                "temporary files of interrupted processes in {} cannot be deleted, because it cannot be listed: {}",
                folder,
                FailureReason.of(e));
    }

    private static void delete(Path temporary, Throwable reason) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Renames a file or a folder atomically, replacing an existing file, and flushes the new name to the disk. */
    public static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        flushFolder(to.resolveSibling(""));
    }

    /** Flushes the names in a folder to the disk, if the file system supports it. */
    public static void flushFolder(Path folder) {
        if (FOLDERS_CAN_BE_FLUSHED) {
            try (FileChannel names = FileChannel.open(folder.toAbsolutePath(), StandardOpenOption.READ)) {
                names.force(true);
            } catch (IOException e) {
                LOG.debug("this file system cannot flush the folder {}", folder, e);
            }
        }
    }
}
