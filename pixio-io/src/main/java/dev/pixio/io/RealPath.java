package dev.pixio.io;

import java.io.IOException;
import java.nio.file.Path;

/** The path by which a file is the same file, however a user named it. */
public final class RealPath {

    private RealPath() {}

    /** The path with links resolved; of a file that is not there, or cannot be looked up, the absolute path. */
    public static Path of(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
