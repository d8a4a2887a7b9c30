package dev.pixio.data;

import dev.pixio.image.ImageDecoder;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.TiffDirectory;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The pages of TIFF files as images of their own; any other file is one image. The pages are counted when the source is made, for which each
 * TIFF is read once. Closes the files.
 */
public final class PagedSource implements ImageSource {

    private static final int MAX_THREADS = 8;

    private final ImageSource files;
    private final ImageDecoder decoder;
    private final long[] starts; // number of the first image of each file, and the number of all

    /** Files that cannot be read in any order have no pages as images. The message is one line. */
    public static final class ForwardsException extends IllegalArgumentException {

        @Serial
        private static final long serialVersionUID = 1;

        private ForwardsException(String message) {
            super(message);
        }
    }

    private PagedSource(ImageSource files, ImageDecoder decoder, long[] starts) {
        this.files = files;
        this.decoder = decoder;
        this.starts = starts;
    }

    /**
     * The pages of files if an input wants them as images, otherwise the files.
     *
     * @param files closed by the result, or here if it fails
     * @throws ForwardsException in one line: the files cannot be read in any order
     */
    public static ImageSource ifWanted(ImageSource files, ImageInput input, ImageDecoder decoder) throws IOException {
        if (input.pages() != Pages.IMAGES) {
            return files;
        }
        try {
            return of(files, decoder);
        } catch (InterruptedException e) {
            files.close();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while pages were counted");
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /**
     * Counts the pages of files.
     *
     * @param files closed by the result
     * @param decoder decodes the pages
     * @throws ForwardsException in one line: the files cannot be read in any order
     * @throws IOException in one line: a file is not reached, so that the number of its pages is not known
     */
    static PagedSource of(ImageSource files, ImageDecoder decoder) throws IOException, InterruptedException {
        if (files.trainingOrder(0, 1).isPresent()) {
            throw new ForwardsException(
                    "pages can be images of folders, lists and uncompressed archives on disk, not of "
                            + files.description());
        }
        long[] starts = new long[Math.toIntExact(files.size()) + 1];
        int threads = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        int[] next = {0};
        try {
            new OrderedTasks("pixio-pages", threads).run(0, files.size(), index -> pages(files, index), pages -> {
                starts[next[0] + 1] = starts[next[0]] + pages;
                next[0]++;
            });
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause());
        }
        return new PagedSource(files, decoder, starts);
    }

    /** One for a file that is no TIFF or is damaged, which is found out when it is read. Of names without an ending the bytes decide. */
    private static int pages(ImageSource files, long index) {
        Optional<ImageFormat> named = ImageFormat.ofFileName(files.name(index));
        if (named.isPresent() && named.get() != ImageFormat.TIFF) {
            return 1;
        }
        try {
            Optional<byte[]> file = files.file(index);
            boolean tiff = file.isPresent() && ImageFormat.of(ByteBuffer.wrap(file.get())) == ImageFormat.TIFF;
            return tiff ? TiffDirectory.pages(ByteBuffer.wrap(file.get())).size() : 1;
        } catch (ImageReadException e) {
            if (e.isNotReached()) {
                throw new UncheckedIOException(
                        new IOException("the pages of " + files.name(index) + " cannot be counted: " + e.reason(), e));
            }
            return 1;
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            return 1;
        }
    }

    @Override
    public long size() {
        return starts[starts.length - 1];
    }

    private int fileOf(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("image " + index + " of " + size());
        }
        int found = Arrays.binarySearch(starts, index);
        return found >= 0 ? found : -found - 2;
    }

    private boolean hasPages(int file) {
        return starts[file + 1] - starts[file] > 1;
    }

    /** The name of the file; of several pages with their number, {@code scan.tif#2}. */
    @Override
    public String name(long index) {
        int file = fileOf(index);
        return hasPages(file) ? files.name(file) + "#" + (index - starts[file] + 1) : files.name(file);
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        int file = fileOf(index);
        return hasPages(file) ? decoder.decode(page(index)) : files.read(file);
    }

    @Override
    public RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        int file = fileOf(index);
        return hasPages(file) ? read(index) : files.read(file, acceptable);
    }

    @Override
    public Raster raster(long index, ImageInput input) throws ImageReadException {
        int file = fileOf(index);
        return hasPages(file) ? new RasterDecoder(decoder, input).decode(page(index)) : files.raster(file, input);
    }

    /** The bytes of a file whose first page is that of an image. */
    private byte[] page(long index) throws ImageReadException {
        int file = fileOf(index);
        byte[] bytes = files.file(file).orElseThrow(() -> new ImageReadException("has no file"));
        try {
            TiffDirectory.makeFirst(ByteBuffer.wrap(bytes), (int) (index - starts[file]));
            return bytes;
        } catch (RuntimeException e) {
            throw new ImageReadException("truncated or damaged TIFF", e);
        }
    }

    /** The stamp of the file that has the page. */
    @Override
    public Optional<Stamp> stamp(long index) {
        return files.stamp(fileOf(index));
    }

    @Override
    public LeftOut leftOut() {
        return files.leftOut();
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "%,d pages of %s", size(), files.description());
    }

    @Override
    public void close() {
        files.close();
    }
}
