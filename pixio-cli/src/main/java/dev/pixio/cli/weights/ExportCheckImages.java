package dev.pixio.cli.weights;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.FolderSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The images that an export is checked with, decoded one at a time: the next one closes the one before. Broken ones are
 * named and left out. A few show what there is to see, so that a folder of a data set takes no hours.
 */
final class ExportCheckImages implements Iterable<RgbImage>, AutoCloseable {

    static final int MOST = 32;

    private final List<ImageSource> sources = new ArrayList<>();
    private final PrintWriter complaints;
    private @Nullable RgbImage open;

    /**
     * @param paths of images and folders; what is none is an error at once
     * @param complaints gets a line for each unreadable image
     */
    ExportCheckImages(List<Path> paths, PrintWriter complaints) throws IOException {
        this.complaints = complaints;
        for (Path path : paths) {
            sources.add(FolderSource.of(path));
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
            while (next == null && tried < MOST && source < sources.size()) {
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
                complaints.printf("left out of the check: %s: %s%n", from.name(at), e.reason());
                complaints.flush();
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
