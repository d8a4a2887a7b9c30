package dev.pixio.io;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A file or folder at a path that a user chose: what is there already, and the folder that it is written into. */
public final class OutputFile {

    private OutputFile() {}

    /**
     * Refuses a file that exists.
     *
     * @param remedy what to do, to follow the name: {@code replace it with --overwrite}
     * @throws FileSystemException if there is a file or folder of this name
     */
    public static void requireAbsent(Path path, String remedy) throws FileSystemException {
        requireNoFolder(path);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(path.toString(), null, "it exists; " + remedy);
        }
    }

    /**
     * Refuses a folder where a file is to be written.
     *
     * @throws FileSystemException if there is a folder of this name
     */
    public static void requireNoFolder(Path path) throws FileSystemException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "it is a folder; name a file");
        }
    }

    /**
     * Checks that the folder of a file exists or can be created; called before long work.
     *
     * @throws FileSystemException if a part of its path is a file
     */
    public static void requireFolderOf(Path path) throws FileSystemException {
        Path folder = path.toAbsolutePath().getParent();
        while (folder != null && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            folder = folder.getParent();
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new FileSystemException(path.toString(), null, folder + " is a file, not a folder");
        }
    }

    /**
     * Creates the folder of a file where it does not exist.
     *
     * @throws IOException if it cannot be created; its message names it
     */
    public static void createFolderOf(Path path) throws IOException {
        requireFolderOf(path);
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            createFolder(folder);
        }
    }

    /**
     * Creates a folder and those above it; one that exists stays as it is.
     *
     * @throws IOException if a part of the path is a file, or it cannot be created; its message names it
     */
    public static void createFolder(Path folder) throws IOException {
        requireFolderOf(folder);
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(folder)) {
            throw new FileSystemException(folder.toString(), null, "it is a file, not a folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw WriteError.naming(folder, e);
        }
    }
}
