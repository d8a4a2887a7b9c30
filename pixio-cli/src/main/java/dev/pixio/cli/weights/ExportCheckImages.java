package dev.pixio.cli.weights;

import dev.pixio.data.ImageSource;
import dev.pixio.data.ReadableCheck;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The images with which an export is checked, at most {@link #MAX_IMAGES}, decoded one at a time: each image is closed when
 * the next one is read. Unreadable images are reported and skipped.
 */
final class ExportCheckImages implements Iterable<RgbImage>, AutoCloseable {

    static final int MAX_IMAGES = 32;

    private final List<ImageSource> sources = new ArrayList<>();
    private final PrintWriter warnings;
    private @Nullable RgbImage open;

    /**
     * @param paths of images and folders; any other path is an error
     * @param warnings receives a line for each unreadable image
     * @throws IOException in one line: a path holds no images, or no image of any path can be read
     */
    ExportCheckImages(List<Path> paths, PrintWriter warnings) throws IOException {
        this.warnings = warnings;
        for (Path path : paths) {
            sources.add(FolderSource.of(path));
        }
        requireReadable();
    }

    private void requireReadable() throws IOException {
        IOException first = null;
        for (ImageSource source : sources) {
            try {
                ReadableCheck.require(source);
                return;
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    @Override
    public Iterator<RgbImage> iterator() {
        return new Reading();
    }

    @Override
    public void close() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    private final class Reading implements Iterator<RgbImage> {

        private int source;
        private long index;
        private int tried;
        private @Nullable RgbImage next;

        @Override
        public boolean hasNext() {
            while (next == null && tried < MAX_IMAGES && source < sources.size()) {
                ImageSource from = sources.get(source);
                if (index == from.size()) {
                    source++;
                    index = 0;
                } else {
                    close();
                    next = read(from, index++);
                    open = next;
                    tried++;
                }
            }
            return next != null;
        }

        private @Nullable RgbImage read(ImageSource from, long at) {
            try {
                return from.read(at);
            } catch (ImageReadException e) {
                warnings.println("pixio: skipped " + OneLine.of(from.name(at) + ": " + e.reason()));
                warnings.flush();
                return null;
            }
        }

        @Override
        public RgbImage next() {
            RgbImage image = hasNext() ? next : null;
            if (image == null) {
                throw new NoSuchElementException();
            }
            next = null;
            return image;
        }
    }
}
