package dev.pixio.search.thumbnail;

import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.raster.RasterPicture;
import dev.pixio.io.FailureReason;
import dev.pixio.io.Sha256;
import dev.pixio.search.IndexRoot;
import dev.pixio.search.IndexedImage;
import dev.pixio.search.QueryImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Reads the images of an index from where they were indexed. A file is read only if it is below the folder of its root when all symbolic
 * links are followed. Archives and the like are opened when the first of their images is read. Thread-safe.
 */
public final class IndexedFiles implements AutoCloseable {

    private final ImageDecoder decoder;
    private final ImageInput input;
    private final Map<String, NamedImages> opened = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /** A source that is no folder of files, with the places of its images. */
    private record NamedImages(ImageSource images, Map<String, Long> places) {}

    /** Reads images of 8-bit RGB; {@code decoder} limits files and pixels. */
    public IndexedFiles(ImageDecoder decoder) {
        this(decoder, ImageInput.RGB);
    }

    /**
     * Reads images.
     *
     * @param decoder limits files and pixels
     * @param input which channels and which scale the encoder of the index takes
     */
    public IndexedFiles(ImageDecoder decoder, ImageInput input) {
        this.decoder = decoder;
        this.input = input;
    }

    /** Which channels and which scale images have. */
    ImageInput input() {
        return input;
    }

    /**
     * An image as the encoder takes it. The caller closes it.
     *
     * @throws ImageReadException as {@link #read}
     */
    public QueryImage query(IndexedImage image) throws ImageReadException {
        return input.isRgb8()
                ? QueryImage.of(read(image, reduction -> false))
                : QueryImage.of(raster(image), input.view());
    }

    private Raster raster(IndexedImage image) throws ImageReadException {
        Optional<Path> path = path(image);
        if (path.isPresent()) {
            return new RasterDecoder(decoder, input).read(path.get());
        }
        NamedImages source = source(image.root());
        return source.images().raster(place(source, image), input);
    }

    /**
     * What is shown of an image: its pixels, or of other channels or depth a picture. The caller closes it.
     *
     * @param acceptable whether the image may be decoded at reduced size, as for {@link ImageDecoder#read(Path, Predicate)}
     * @throws ImageReadException in one line: it is not there any more, cannot be decoded, or is outside of its folder
     */
    public RgbImage read(IndexedImage image, Predicate<Reduction> acceptable) throws ImageReadException {
        if (!input.isRgb8()) {
            return RasterPicture.of(raster(image), input.view()).image();
        }
        Optional<Path> path = path(image);
        if (path.isPresent()) {
            return decoder.read(path.get(), acceptable);
        }
        NamedImages source = source(image.root());
        return source.images().read(place(source, image), acceptable);
    }

    /**
     * The bytes of the file of an image; empty if it has none, as a frame of a video, or if it is too large.
     *
     * @param largest number of bytes
     * @throws ImageReadException as {@link #read}
     */
    public Optional<byte[]> bytes(IndexedImage image, long largest) throws ImageReadException {
        Optional<Path> path = path(image);
        if (path.isPresent()) {
            return size(path.get()) > largest ? Optional.empty() : Optional.of(decoder.bytes(path.get()));
        }
        NamedImages source = source(image.root());
        return source.images().file(place(source, image)).filter(file -> file.length <= largest);
    }

    /**
     * Opens the source of an image if that is no folder, which asks a server if it is remote. Reading the image does so too.
     *
     * @throws ImageReadException in one line: it cannot be opened
     */
    void open(IndexedImage image) throws ImageReadException {
        if (image.root().folder().isEmpty()) {
            source(image.root());
        }
    }

    /** What the content of the file is now: its SHA-256, or if the index has none, what changes with the file; empty if neither is known. */
    Optional<String> content(IndexedImage image) throws ImageReadException {
        if (image.sha256().isPresent()) {
            return bytes(image, Long.MAX_VALUE)
                    .map(file -> new Sha256().add(file).hex());
        }
        if (image.root().folder().isPresent()) {
            return Optional.empty();
        }
        NamedImages source = source(image.root());
        return source.images().stamp(place(source, image)).map(stamp -> Long.toString(stamp.version()));
    }

    private static long size(Path file) throws ImageReadException {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new ImageReadException(FailureReason.of(e), e);
        }
    }

    /**
     * The file of an image; empty if its root is no folder.
     *
     * @throws ImageReadException if there is no such file, or it is outside of the folder
     */
    private static Optional<Path> path(IndexedImage image) throws ImageReadException {
        if (image.root().folder().isEmpty()) {
            return Optional.empty();
        }
        try {
            Path root = image.root().folder().get().toRealPath();
            Path file = root.resolve(image.path()).toRealPath();
            if (!file.startsWith(root)) {
                throw new ImageReadException("it is a link out of the folder that was indexed");
            }
            return Optional.of(file);
        } catch (ImageReadException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageReadException(FailureReason.of(e), e);
        } catch (InvalidPathException e) {
            throw new ImageReadException("not a path of this system", e);
        }
    }

    /** The source of a root; one that is being opened, such as of a server that does not answer, keeps no other one waiting. */
    private NamedImages source(IndexRoot root) throws ImageReadException {
        synchronized (locks.computeIfAbsent(root.data(), any -> new Object())) {
            NamedImages known = opened.get(root.data());
            if (known != null) {
                return known;
            }
            NamedImages source = opened(root);
            opened.put(root.data(), source);
            return source;
        }
    }

    private NamedImages opened(IndexRoot root) throws ImageReadException {
        try {
            ImageSource images = DataSources.STANDARD.open(
                    root.data(), SourceSettings.DEFAULT.withDecoder(decoder).withInput(input));
            Map<String, Long> places = new HashMap<>();
            for (long index = 0; index < images.size(); index++) {
                places.put(images.name(index), index);
            }
            return new NamedImages(images, places);
        } catch (IOException | IllegalArgumentException e) {
            throw new ImageReadException("its source cannot be opened: " + e.getMessage(), e);
        }
    }

    private static long place(NamedImages source, IndexedImage image) throws ImageReadException {
        Long place = source.places().get(image.path());
        if (place == null) {
            throw new ImageReadException("it is no longer in its source");
        }
        return place;
    }

    @Override
    public void close() {
        opened.values().forEach(source -> source.images().close());
        opened.clear();
    }
}
