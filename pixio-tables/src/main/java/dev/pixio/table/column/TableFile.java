package dev.pixio.table.column;

import dev.pixio.data.ImageSource;
import dev.pixio.data.remote.RemoteFile;
import dev.pixio.io.RealPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file of a table, on disk or on a web server. */
public final class TableFile {

    private final String location;
    private final Optional<RemoteFile> remote;

    private TableFile(String location, Optional<RemoteFile> remote) {
        this.location = location;
        this.remote = remote;
    }

    /**
     * A path or an address.
     *
     * @throws IOException in one line: there is no such file, or its server does not answer, or sends no parts
     */
    public static TableFile of(String location) throws IOException {
        if (RemoteFile.isAddress(location)) {
            return new TableFile(location, Optional.of(RemoteFile.inParts(location)));
        }
        Path path = Path.of(location);
        if (!Files.isRegularFile(path)) {
            throw new IOException(Files.exists(path) ? location + " is no file" : "no such file: " + location);
        }
        return of(path);
    }

    /** A file on disk, which need not exist. */
    public static TableFile of(Path path) {
        return new TableFile(path.toString(), Optional.empty());
    }

    /** Whether it is on a web server. */
    public boolean isRemote() {
        return remote.isPresent();
    }

    /**
     * Opens it for reading.
     *
     * @throws FileReadException in one line: it cannot be opened
     */
    public StoredFile open() {
        return remote.isPresent() ? StoredFile.of(location, remote.get()) : StoredFile.open(Path.of(location));
    }

    /** The part of the location after its folder. */
    public String fileName() {
        String path = withoutQuery();
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    /** The path, or the address without its query, which may be a signature. */
    public String withoutQuery() {
        return isRemote() ? location.replaceFirst("[?#].*", "") : location;
    }

    /** Whether a change of the file changes its revision: some servers say neither when a file changed nor give it a tag. */
    public boolean isIdentified() {
        return remote.isEmpty() || !remote.get().version().isEmpty();
    }

    /** The address, or the path with links resolved, if it is still there. */
    public String place() {
        return isRemote() ? location : RealPath.of(Path.of(location)).toString();
    }

    /** Size and time of change, or what the server stated. */
    public Optional<ImageSource.Stamp> stamp() {
        return remote.isPresent()
                ? ImageSource.Stamp.of(remote.get().length(), remote.get().version())
                : ImageSource.Stamp.of(Path.of(location));
    }

    /** Changes with the content: size and time of modification, or what the server states. */
    public String revision() throws IOException {
        if (remote.isPresent()) {
            return remote.get().length() + " " + remote.get().version();
        }
        Path path = Path.of(location);
        return Files.size(path) + " " + Files.getLastModifiedTime(path).toMillis();
    }

    /** As the user gave it. */
    @Override
    public String toString() {
        return location;
    }
}
