package dev.pixio.search.update;

import dev.pixio.data.ImageSource;
import dev.pixio.data.SkippedImage;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.io.Sha256;
import dev.pixio.search.FileFacts;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The images of a source that an update computes. What is found out about their files while they are read is kept until it is taken. */
final class SelectedImages implements ImageSource {

    private final ImageSource images;
    private final FileStamps stamps;
    private final long[] selected;
    private final Map<Long, FileFacts> facts = new ConcurrentHashMap<>();

    /**
     * @param images closed by the caller
     * @param selected indices of the images, at least one
     */
    SelectedImages(ImageSource images, FileStamps stamps, long[] selected) {
        this.images = images;
        this.stamps = stamps;
        this.selected = selected;
    }

    @Override
    public long size() {
        return selected.length;
    }

    @Override
    public String name(long index) {
        return images.name(selected[(int) index]);
    }

    /** The image with its index in the source. */
    SkippedImage ofSource(SkippedImage image) {
        return new SkippedImage(selected[(int) image.index()], image.name(), image.reason());
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        return read(index, reduction -> false);
    }

    @Override
    public RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        FileFacts file = facts(index);
        RgbImage image = images.read(selected[(int) index], acceptable);
        Reduction full = image.reduction();
        facts.put(index, file.withSize(full.width(), full.height()));
        return image;
    }

    @Override
    public Raster raster(long index, ImageInput input) throws ImageReadException {
        FileFacts file = facts(index);
        Raster image = images.raster(selected[(int) index], input);
        facts.put(index, file.withSize(image.width(), image.height()));
        return image;
    }

    /** What is known of a file before it is read: a later change is found by the next update. */
    private FileFacts facts(long index) throws ImageReadException {
        FileFacts file = stamps.of(images, selected[(int) index]);
        Optional<String> digest = stamps.digest(images, selected[(int) index]);
        return digest.isPresent() ? file.withSha256(digest.get()) : file;
    }

    /** What is known of an image that was read; it is forgotten then. */
    FileFacts take(long index) {
        FileFacts taken = facts.remove(index);
        return taken == null ? FileFacts.NONE : taken;
    }

    @Override
    public Optional<byte[]> file(long index) throws ImageReadException {
        return images.file(selected[(int) index]);
    }

    @Override
    public String description() {
        return images.description();
    }

    /** Digests the bytes of a file. */
    static String digest(byte[] file) {
        return new Sha256().add(file).hex();
    }
}
