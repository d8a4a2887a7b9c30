package dev.pixio.search.thumbnail;

import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.resize.FramedPixels;
import dev.pixio.image.resize.Framing;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.Sha256;
import dev.pixio.search.IndexedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Small JPEGs of the images of an index. They are made when they are wanted first, and kept in a folder under the digest of the image, and
 * the last ones in memory. A folder that cannot be written is no error. Thread-safe.
 */
public final class Thumbnails {

    /** Pixels of the longer side; smaller images are not enlarged. */
    public static final int LONGEST = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Thumbnails.class);

    private static final int MAX_BYTES = 1 << 20;

    /** Bytes of the thumbnails in memory. */
    private static final long MAX_MEMORY = 64L << 20;

    /** Images that are read at a time: the file of one is in memory as a whole, and a large one takes 300 MB decoded. */
    private static final int MAX_READ = 2;

    private final Path folder;
    private final IndexedFiles files;
    private final Semaphore reading = new Semaphore(MAX_READ);
    private final Map<String, byte[]> recent = new LinkedHashMap<>(16, 0.75f, true);
    private long memory;

    /**
     * Opens the thumbnails of an index.
     *
     * @param folder that keeps them, such as {@link dev.pixio.search.folder.IndexFiles#THUMBNAILS} in the folder of the index
     * @param files reads the images; stays open
     */
    public Thumbnails(Path folder, IndexedFiles files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * The JPEG of an image.
     *
     * @throws ImageReadException in one line: the image cannot be read
     */
    public byte[] of(IndexedImage image) throws ImageReadException {
        String key = key(image, Optional.empty());
        Optional<byte[]> known = known(key);
        if (known.isPresent()) {
            return known.get();
        }
        files.open(image); // a server that does not answer keeps no other image waiting
        reading.acquireUninterruptibly();
        try {
            return ofFile(image);
        } finally {
            reading.release();
        }
    }

    /**
     * The thumbnail of what the file of an image contains now. A file that was edited after it was indexed has a key of its own, so that
     * nothing wrong is kept under that of the index.
     */
    private byte[] ofFile(IndexedImage image) throws ImageReadException {
        String current = key(image, files.content(image));
        // Another request may have made it while this one waited.
        Optional<byte[]> known = known(current);
        if (known.isPresent()) {
            return known.get();
        }
        byte[] jpeg = make(image);
        store(file(current), jpeg);
        remember(current, jpeg);
        return jpeg;
    }

    private Path file(String key) {
        return folder.resolve(key.substring(0, 2)).resolve(key + ".jpg");
    }

    /** A thumbnail in memory or in the folder. */
    private Optional<byte[]> known(String key) {
        Optional<byte[]> recently = recent(key);
        if (recently.isPresent()) {
            return recently;
        }
        Optional<byte[]> stored = stored(file(key));
        stored.ifPresent(jpeg -> remember(key, jpeg));
        return stored;
    }

    /** @param content what the file contains now, as {@link IndexedFiles#content}; empty for what the index says */
    private String key(IndexedImage image, Optional<String> content) {
        String digest = image.sha256().isPresent()
                ? content.orElse(image.sha256().get())
                : new Sha256()
                        .add(image.root().data() + "\n" + image.path() + "\n"
                                + content.orElse(Long.toString(image.file().modified())))
                        .hex();
        return files.input().isRgb8()
                ? digest
                : new Sha256().add(digest + "\n" + files.input().toText()).hex();
    }

    private byte[] make(IndexedImage image) throws ImageReadException {
        try (RgbImage decoded = files.read(image, Thumbnails::isEnough)) {
            Reduction full = decoded.reduction();
            ImageSize size = size(full.width(), full.height());
            Framing framing = Framing.crop(size.height(), size.width());
            byte[] rgb = new FramedPixels(framing, new FramedPixels.Background(0, 0, 0)).of(decoded);
            return JpegBytes.of(rgb, size);
        }
    }

    private static boolean isEnough(Reduction reduction) {
        return Math.max(reduction.width(), reduction.height()) >= 2 * LONGEST * reduction.factor();
    }

    /** The size of the thumbnail of an image. */
    static ImageSize size(int width, int height) {
        double scale = Math.min(1, (double) LONGEST / Math.max(width, height));
        return new ImageSize(
                (int) Math.max(1, Math.round(height * scale)), (int) Math.max(1, Math.round(width * scale)));
    }

    private synchronized Optional<byte[]> recent(String key) {
        return Optional.ofNullable(recent.get(key));
    }

    private synchronized void remember(String key, byte[] jpeg) {
        byte[] before = recent.put(key, jpeg);
        memory += jpeg.length - (before == null ? 0 : before.length);
        var oldest = recent.entrySet().iterator();
        while (memory > MAX_MEMORY && oldest.hasNext()) {
            memory -= oldest.next().getValue().length;
            oldest.remove();
        }
    }

    /** A file of the cache; empty if there is none, or no whole JPEG. */
    private static Optional<byte[]> stored(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return Optional.empty();
            }
            byte[] jpeg = Files.readAllBytes(file);
            return Optional.of(jpeg).filter(JpegBytes::isWhole);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("the thumbnail {} cannot be read", file, e);
            return Optional.empty();
        }
    }

    private static void store(Path file, byte[] jpeg) {
        try {
            Path parent = Files.createDirectories(file.resolveSibling(""));
            Path temporary = Files.createTempFile(parent, "thumbnail", ".new");
            try {
                Files.write(temporary, jpeg);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            LOG.debug("the thumbnail {} cannot be kept", file, e);
        }
    }
}
