package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pattern with wildcards: the images that match it, and those below folders that match it. */
final class GlobScheme implements DataScheme {

    @Override
    public boolean accepts(String value) {
        return GlobPattern.isPattern(value) && !DataItem.exists(value);
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        GlobPattern pattern = GlobPattern.of(value);
        Path folder = Path.of(pattern.folder());
        if (!Files.isDirectory(folder)) {
            throw new IOException("no image matches " + value + ": there is no folder " + folder);
        }
        return FolderSource.matching(
                folder,
                value,
                name -> pattern.matches(name) || pattern.matchesFolderOf(name),
                settings.decoder(),
                settings.outputs(),
                settings.progress());
    }
}
