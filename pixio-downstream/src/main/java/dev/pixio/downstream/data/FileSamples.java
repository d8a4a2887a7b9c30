package dev.pixio.downstream.data;

import dev.pixio.data.Fingerprint;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.CropBox;
import dev.pixio.image.samples.PngSamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pairs of files. Samples are read when they are needed. */
public final class FileSamples implements DenseSource {

    private final String description;
    private final List<FilePair> pairs;
    private final TruthFormat format;
    private final Optional<CropBox> part;
    private final ImageInput input;
    private final ImageDecoder decoder = ImageDecoder.withDefaults();

    /**
     * @param description in one line
     * @param pairs at least one
     * @param format of the true values
     */
    public FileSamples(String description, List<FilePair> pairs, TruthFormat format) {
        this(description, pairs, format, Optional.empty());
    }

    /** @param part of the images that is used, in pixels; an image that it does not fit is used whole */
    public FileSamples(String description, List<FilePair> pairs, TruthFormat format, Optional<CropBox> part) {
        this(description, pairs, format, part, ImageInput.RGB);
    }

    private FileSamples(
            String description, List<FilePair> pairs, TruthFormat format, Optional<CropBox> part, ImageInput input) {
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException(description + ": no images");
        }
        this.description = description;
        this.pairs = List.copyOf(pairs);
        this.format = format;
        this.part = part;
        this.input = input;
    }

    @Override
    public int size() {
        return pairs.size();
    }

    @Override
    public String name(int index) {
        return pairs.get(index).image().toString();
    }

    @Override
    public DenseSample read(int index) throws IOException {
        FilePair pair = pairs.get(index);
        SampleImage image = image(pair.image());
        try {
            PngSamples png = PngSamples.read(pair.truth());
            if (png.height() != image.height() || png.width() != image.width()) {
                throw new ImageReadException("has " + png.width() + " x " + png.height() + " pixels, and its image "
                        + pair.image() + " " + image.width() + " x " + image.height());
            }
            DenseSample whole = new DenseSample(name(index), image, format.values(png));
            return part.filter(
                            box -> box.fits(whole.image().width(), whole.image().height()))
                    .map(box -> cut(whole, box))
                    .orElse(whole);
        } catch (ImageReadException e) {
            image.close();
            throw new IOException(pair.truth() + ": " + e.reason(), e);
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    private SampleImage image(Path file) throws IOException {
        try {
            return SampleImage.read(file, decoder, input);
        } catch (ImageReadException e) {
            throw new IOException(file + ": " + e.reason(), e);
        }
    }

    private static DenseSample cut(DenseSample whole, CropBox box) {
        try (whole) {
            return whole.part(box);
        }
    }

    @Override
    public FileSamples withInput(ImageInput other) {
        return new FileSamples(description, pairs, format, part, other);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint().add(format.toString()).add(part.toString());
        pairs.forEach(pair -> fingerprint
                .add(pair.image().getFileName().toString())
                .add(pair.truth().getFileName().toString()));
        return fingerprint.hex();
    }
}
