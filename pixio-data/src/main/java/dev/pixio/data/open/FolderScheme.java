package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A folder of images, or one image. It accepts every value, and says of one that names neither what it is. */
final class FolderScheme implements DataScheme {

    @Override
    public boolean accepts(String value) {
        return true;
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        return FolderSource.of(path(value), settings.decoder(), settings.outputs(), settings.progress());
    }

    /** @throws IOException in one line: it is not a path of this system */
    static Path path(String value) throws IOException {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new IOException("not a path of this system: " + e.getReason(), e);
        }
    }
}
