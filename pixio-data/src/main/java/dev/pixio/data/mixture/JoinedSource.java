package dev.pixio.data.mixture;

import dev.pixio.data.EpochOrder;
import dev.pixio.data.Fingerprint;
import dev.pixio.data.ImageSource;
import dev.pixio.data.LeftOut;
import dev.pixio.data.loader.Sampler;
import dev.pixio.image.Reduction;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.torch.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The images of several sources, one source after the other. An epoch of a training has as many samples as there are images.
 * Without weights it has each image once. With weights each source has its share of the samples: from epoch to epoch a source
 * continues its own shuffled order, so that all of its images are drawn before one is drawn again.
 *
 * <p>Closes its sources.
 */
public final class JoinedSource implements ImageSource {

    /**
     * One of the sources.
     *
     * @param label begins the names of its images; differs from those of the others
     * @param source of the images; closed by the joined source
     * @param weight greater than 0; empty for all parts or for none
     */
    public record Part(String label, ImageSource source, OptionalDouble weight) {}

    private final List<Part> parts;
    private final long[] starts; // of the parts, and the size
    private final boolean weighted;

    private JoinedSource(List<Part> parts) {
        this.parts = List.copyOf(parts);
        this.starts = new long[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            starts[i + 1] = starts[i] + parts.get(i).source().size();
        }
        this.weighted = parts.get(0).weight().isPresent();
    }

    /**
     * Joins sources.
     *
     * @param parts at least one
     * @throws IllegalArgumentException if some have weights and others do not, or a weight is not greater than 0
     */
    public static JoinedSource of(List<Part> parts) {
        long weighted = parts.stream().filter(part -> part.weight().isPresent()).count();
        if (weighted > 0 && weighted < parts.size()) {
            throw new IllegalArgumentException("some sources have a weight and others have none: give all of them one");
        }
        for (Part part : parts) {
            double weight = part.weight().orElse(1);
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException(
                        "the weight of " + part.label() + " must be greater than 0, not " + weight);
            }
        }
        return new JoinedSource(parts);
    }

    @Override
    public long size() {
        return starts[parts.size()];
    }

    private int part(long index) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("image " + index + " of " + size());
        }
        int found = Arrays.binarySearch(starts, index);
        return found >= 0 ? found : -found - 2;
    }

    /** The label of the source and the name of the image in it. */
    @Override
    public String name(long index) {
        int part = part(index);
        return parts.get(part).label() + "/" + parts.get(part).source().name(index - starts[part]);
    }

    @Override
    public RgbImage read(long index) throws ImageReadException {
        int part = part(index);
        return parts.get(part).source().read(index - starts[part]);
    }

    @Override
    public RgbImage read(long index, Predicate<Reduction> acceptable) throws ImageReadException {
        int part = part(index);
        return parts.get(part).source().read(index - starts[part], acceptable);
    }

    @Override
    public Optional<byte[]> file(long index) throws ImageReadException {
        int part = part(index);
        return parts.get(part).source().file(index - starts[part]);
    }

    @Override
    public Raster raster(long index, ImageInput input) throws ImageReadException {
        int part = part(index);
        return parts.get(part).source().raster(index - starts[part], input);
    }

    /** One source after the other if they can be read in any order and have no weights; otherwise they are drawn in turns. */
    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
        List<Optional<EpochOrder>> own = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            own.add(parts.get(i).source().trainingOrder(seedOf(seed, i), 1));
        }
        if (!weighted && own.stream().allMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        List<InterleavedOrder.Drawn> drawn = new ArrayList<>();
        long[] shares = shares();
        for (int i = 0; i < parts.size(); i++) {
            long images = parts.get(i).source().size();
            EpochOrder shuffled = new Sampler(images, seedOf(seed, i), Sampler.Order.SHUFFLED);
            drawn.add(new InterleavedOrder.Drawn(
                    starts[i], images, shares[i], own.get(i).orElse(shuffled)));
        }
        return Optional.of(new InterleavedOrder(drawn, size()));
    }

    private static long seedOf(long seed, int part) {
        return RandomStream.of(seed, "part", part).nextLong();
    }

    /** Samples of each part in an epoch. */
    private long[] shares() {
        double[] weights = parts.stream()
                .mapToDouble(part -> part.weight().orElse((double) part.source().size()))
                .toArray();
        return weighted
                ? Shares.of(size(), weights)
                : parts.stream().mapToLong(part -> part.source().size()).toArray();
    }

    @Override
    public LeftOut leftOut() {
        Map<String, Long> counts = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        long unreadable = 0;
        for (Part part : parts) {
            LeftOut leftOut = part.source().leftOut();
            unreadable += leftOut.unreadable();
            leftOut.counts().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
            leftOut.lines().forEach(line -> lines.add(part.label() + ": " + line));
        }
        return new LeftOut(counts, lines, unreadable);
    }

    /** Of the sources in their order and their samples per epoch: each changes the order of the samples; places of files do not. */
    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint().add(weighted ? "weighted" : "joined");
        long[] shares = shares();
        for (int i = 0; i < parts.size(); i++) {
            fingerprint.add(parts.get(i).source().fingerprint()).add(Long.toString(shares[i]));
        }
        return fingerprint.hex();
    }

    @Override
    public String description() {
        long[] shares = shares();
        List<String> each = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            each.add(parts.get(i).source().description()
                    + (weighted
                            ? String.format(Locale.ROOT, " (%.1f %% of the samples)", 100.0 * shares[i] / size())
                            : ""));
        }
        return String.format(
                Locale.ROOT, "%,d images of %d sources: %s", size(), parts.size(), String.join(", ", each));
    }

    @Override
    public void close() {
        parts.forEach(part -> part.source().close());
    }

    /** The labels of the parts, for messages. */
    @Override
    public String toString() {
        return parts.stream().map(Part::label).collect(Collectors.joining(", "));
    }
}
