package dev.pixio.data.list;

import dev.pixio.data.ImageFiles;
import dev.pixio.data.OpenCvSetup;
import dev.pixio.data.folder.PathTable;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongConsumer;

/**
 * The images that a text file lists, one path per line, in the order of the lines. Relative paths start at the folder of the
 * list. Files are not looked at before they are read: one that does not exist is an unreadable image.
 */
public final class ListSource extends ImageFiles {

    static {
        OpenCvSetup.start();
    }

    private final Path folder;
    private final PathTable paths;
    private final String description;

    private ListSource(Path folder, PathTable paths, ImageDecoder decoder, String description) {
        super(decoder);
        this.folder = folder;
        this.paths = paths;
        this.description = description;
    }

    /**
     * Reads a list.
     *
     * @param list text in UTF-8
     * @param decoder decodes the files
     * @param progress receives the number of paths so far, from time to time
     * @throws IOException in one line: the list cannot be read, is no text, or is empty
     */
    public static ListSource of(Path list, ImageDecoder decoder, LongConsumer progress) throws IOException {
        PathTable paths = PathLines.read(list, progress);
        if (paths.size() == 0) {
            throw new IOException("the list " + list + " is empty: it must have one path per line");
        }
        return of(list.toAbsolutePath().resolveSibling(""), paths, decoder, "in the list " + list);
    }

    /**
     * Files below a folder.
     *
     * @param paths relative to the folder, or absolute; at least one
     * @param where ends the description "500 images ..."
     */
    public static ListSource of(Path folder, PathTable paths, ImageDecoder decoder, String where) {
        String count = String.format(Locale.ROOT, "%,d image%s ", paths.size(), paths.size() == 1 ? "" : "s");
        return new ListSource(folder, paths, decoder, count + where);
    }

    @Override
    public long size() {
        return paths.size();
    }

    /** The path as it is listed. */
    @Override
    public String name(long index) {
        return paths.get(index);
    }

    @Override
    protected Path path(long index) throws ImageReadException {
        try {
            return folder.resolve(paths.get(index));
        } catch (InvalidPathException e) {
            throw new ImageReadException("not a path of this system", e);
        }
    }

    @Override
    public String description() {
        return description;
    }
}
