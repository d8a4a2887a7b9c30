package dev.pixio.cli.search;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.option.SourceOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.open.IndexLocation;
import dev.pixio.search.update.IndexedSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Opens the images of one item of {@code --data} to index them. */
final class IndexedData {

    private IndexedData() {}

    /**
     * Opens a source; the caller closes it.
     *
     * @param text the item, without a weight
     * @param location of the index, whose files are no images
     * @throws IOException if there are no images
     * @throws IllegalArgumentException in one line: the item is not valid
     */
    static IndexedSource open(String text, SourceOptions named, IndexLocation location, PrintWriter progress)
            throws IOException {
        ImageSource images = IndexPrinter.open(text, named.settings(text).withOutputs(location.files()), progress);
        return new IndexedSource(root(text), images);
    }

    private static IndexRoot root(String text) {
        try {
            Path path = Path.of(text);
            if (DataSources.STANDARD.isFolderOrImage(text) && Files.isDirectory(path)) {
                return IndexRoot.of(path);
            }
            return IndexRoot.named(
                    Files.exists(path) ? path.toAbsolutePath().normalize().toString() : text);
        } catch (InvalidPathException e) {
            return IndexRoot.named(text);
        }
    }
}
