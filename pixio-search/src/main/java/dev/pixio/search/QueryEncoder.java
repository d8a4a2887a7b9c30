package dev.pixio.search;

import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.FeatureOrigin;
import dev.pixio.embed.ImageEncoder;
import dev.pixio.embed.Pooling;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.RasterDecoder;
import dev.pixio.image.resize.CropBox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Computes the vectors of queries with the encoder of an index:
 *
 * <pre>{@code
 * try (SearchIndex index = FolderIndex.open(Path.of("index"));
 *         QueryEncoder encoder = QueryEncoder.of(index.description().origin())) {
 *     List<SearchHit> hits = index.search(encoder.image(Path.of("cat.jpg")).withTop(5));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Images are untrusted: {@link ImageDecoder} limits their size.
 */
public final class QueryEncoder implements AutoCloseable {

    private final ImageEncoder encoder;
    private final ImageDecoder decoder;

    private QueryEncoder(ImageEncoder encoder, ImageDecoder decoder) {
        this.encoder = encoder;
        this.decoder = decoder;
    }

    /**
     * Loads the encoder that an index names, with its settings.
     *
     * @throws IndexException in one line: the weights are not those that the index was made with
     */
    public static QueryEncoder of(FeatureOrigin origin) throws IOException {
        return of(origin, Path.of(origin.weights()), "auto");
    }

    /**
     * Loads an encoder for an index.
     *
     * @param origin of the index
     * @param weights in the place of the path that the index names
     * @param device {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:1}
     * @throws IndexException in one line: the weights are not those that the index was made with
     */
    public static QueryEncoder of(FeatureOrigin origin, Path weights, String device) throws IOException {
        EncoderSettings settings;
        try {
            settings = origin.settings().withDevice(device);
        } catch (IllegalArgumentException e) {
            throw new IndexException("the index does not say how its vectors were computed: " + e.getMessage(), e);
        }
        ImageEncoder encoder = ImageEncoder.load(weights, settings);
        List<String> differences = origin.differences(encoder.origin());
        if (!differences.isEmpty()) {
            encoder.close();
            throw new IndexException("the index was not made with " + weights + ": of the index, "
                    + String.join("; ", differences) + ". Give the weights it was made with, --weights");
        }
        return new QueryEncoder(encoder, ImageDecoder.withDefaults());
    }

    /**
     * With other limits of images.
     *
     * @param limits of files and pixels; the encoder is shared, and closed by either
     */
    public QueryEncoder withDecoder(ImageDecoder limits) {
        return new QueryEncoder(encoder, limits);
    }

    /**
     * Reads an image as the encoder takes it. The caller closes it.
     *
     * @throws ImageReadException if the file cannot be read as an image of the encoder's channels
     */
    public QueryImage read(Path file) throws ImageReadException {
        return decode(decoder.bytes(file));
    }

    /** As {@link #read}, for a file that is already in memory, and may be changed. */
    public QueryImage decode(byte[] file) throws ImageReadException {
        ImageInput input = encoder.input();
        return input.isRgb8()
                ? QueryImage.of(decoder.decode(file))
                : QueryImage.of(new RasterDecoder(decoder, input).decode(file), input.view());
    }

    /**
     * A query for images that are similar to a whole image.
     *
     * @throws ImageReadException if the file cannot be read as an image
     */
    public SearchQuery image(Path file) throws IOException {
        try (QueryImage image = read(file)) {
            return image(image);
        }
    }

    /** As {@link #image(Path)}, for a file that is already in memory. */
    public SearchQuery image(byte[] file) throws IOException {
        try (QueryImage image = decode(file)) {
            return image(image);
        }
    }

    /** As {@link #image(Path)}, for a decoded image, which stays open. */
    public SearchQuery image(QueryImage image) {
        return SearchQuery.of(features(image, encoder.choice().pooling()), VectorKind.IMAGE);
    }

    /**
     * A query for images that are similar to a region of an image: the mean of the tokens of the patches that the region covers.
     *
     * @param box in pixels of the upright image
     * @throws ImageReadException if the file cannot be read as an image
     * @throws IllegalArgumentException in one line: the box is not in the image
     */
    public SearchQuery region(Path file, CropBox box) throws IOException {
        try (QueryImage image = read(file)) {
            return region(image, box);
        }
    }

    /** As {@link #region(Path, CropBox)}, for a file that is already in memory. */
    public SearchQuery region(byte[] file, CropBox box) throws IOException {
        try (QueryImage image = decode(file)) {
            return region(image, box);
        }
    }

    /** As {@link #region(Path, CropBox)}, for a decoded image, which stays open. */
    public SearchQuery region(QueryImage image, CropBox box) {
        RegionPatches region = RegionPatches.of(encoder.framing(), image.width(), image.height(), box);
        try (QueryImage part = region.part(image)) {
            float[] tokens = features(part, Pooling.PATCHES);
            RegionPatches.Grid grid = RegionPatches.Grid.of(encoder.shape(Pooling.MAPS));
            return SearchQuery.of(region.mean(tokens, grid), VectorKind.PATCH_MEAN);
        }
    }

    private float[] features(QueryImage image, Pooling pooling) {
        List<Pooling> poolings = List.of(pooling);
        return image.raster()
                .map(raster -> encoder.embed(raster, poolings))
                .orElseGet(() -> encoder.embed(image.picture(), poolings))
                .get(0);
    }

    /** Which channels and which scale images have. */
    public ImageInput input() {
        return encoder.input();
    }

    /** The weights and settings of the vectors. */
    public FeatureOrigin origin() {
        return encoder.origin();
    }

    @Override
    public void close() {
        encoder.close();
    }
}
