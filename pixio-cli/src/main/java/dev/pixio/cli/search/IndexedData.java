package dev.pixio.cli.search;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.search.IndexRoot;
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
     * @param settings with the files of the index, which are no images
     * @throws IOException if there are no images
     * @throws IllegalArgumentException in one line: the item is not valid
     */
    static IndexedSource open(String text, SourceSettings settings, PrintWriter progress) throws IOException {
        ImageSource images = IndexPrinter.open(text, settings, progress);
        return new IndexedSource(root(text, settings.input()), images);
    }

    /** Pages of files that are images of their own are no files of a folder. */
    private static IndexRoot root(String text, ImageInput input) {
        try {
            Path path = Path.of(text);
            if (input.pages() != Pages.IMAGES
                    && DataSources.STANDARD.isFolderOrImage(text)
                    && Files.isDirectory(path)) {
                return IndexRoot.of(path);
            }
            return IndexRoot.named(
                    Files.exists(path) ? path.toAbsolutePath().normalize().toString() : text);
        } catch (InvalidPathException e) {
            return IndexRoot.named(text);
        }
    }
}
