package dev.pixio.data.tar;

import dev.pixio.data.EncodedImages;
import dev.pixio.data.EpochOrder;
import dev.pixio.data.Fingerprint;
import dev.pixio.data.LeftOut;
import dev.pixio.data.OpenCvSetup;
import dev.pixio.data.forward.LaneOrder;
import dev.pixio.data.tar.stream.ImageBytes;
import dev.pixio.data.tar.stream.StreamedBytes;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.UserCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * The images of tar archives, one for each sample of WebDataset. Plain archives on disk are read in any order, like files of a folder. If one
 * archive is compressed or on a web server, all are read forwards, and an epoch of a training has an order that allows it.
 */
public final class TarSource extends EncodedImages {

    /** Images among which an epoch is shuffled if archives are read forwards. */
    public static final int DEFAULT_BUFFER = 4096;

    static {
        OpenCvSetup.start();
    }

    private final TarSet set;
    private final ImageBytes bytes;
    private final int buffer;
    private final String description;

    private TarSource(TarSet set, ImageDecoder decoder, int buffer, String description) {
        super(decoder);
        this.set = set;
        this.buffer = buffer;
        this.description = description;
        this.bytes = set.isDirect()
                ? new DirectBytes(set, decoder.maxFileBytes())
                : new StreamedBytes(set, decoder.maxFileBytes(), buffer);
    }

    /** The folder of the user's cache that keeps indices of archives. */
    public static Path userCache() {
        return UserCache.folder("tar-index");
    }

    /**
     * Opens archives. Each that is not in the cache yet is read through once.
     *
     * @param locations paths and addresses, at least one
     * @param value what the user gave, for messages
     * @param decoder decodes the images
     * @param buffer images among which an epoch is shuffled if archives are read forwards, at least 1
     * @param cache folder of indices
     * @param progress receives the number of images found so far, from time to time
     * @throws IOException in one line: an archive cannot be read or is none, or there are no images
     */
    public static TarSource of(
            List<String> locations, String value, ImageDecoder decoder, int buffer, Path cache, LongConsumer progress)
            throws IOException {
        TarSet set = new TarIndexing(new TarIndexCache(cache), progress).of(locations);
        if (set.size() == 0) {
            throw new IOException("no images in " + value
                    + (set.leftOut().lines().isEmpty()
                            ? ""
                            : ", and left out "
                                    + String.join("; ", set.leftOut().lines())));
        }
        String description = String.format(
                Locale.ROOT,
                "%,d image%s in %s%s",
                set.size(),
                set.size() == 1 ? "" : "s",
                value,
                locations.size() == 1 ? "" : " (" + locations.size() + " archives)");
        return new TarSource(set, decoder, buffer, description);
    }

    @Override
    public long size() {
        return set.size();
    }

    /** The name in the archive, after that of the archive if there are several. */
    @Override
    public String name(long index) {
        return set.name(index);
    }

    @Override
    protected byte[] bytes(long index) throws ImageReadException {
        TarSet.Place place = set.place(index);
        return bytes.read(place.archive(), place.image());
    }

    /** The class that the member {@code .cls} of the sample of an image names; empty if there is none. */
    public String label(long index) {
        return set.label(index);
    }

    /** The stamp of the archive. */
    @Override
    public Optional<Stamp> stamp(long index) {
        return set.archive(index).stamp();
    }

    /** Changes with the archive of an image. */
    public String revision(long index) throws IOException {
        return set.archive(index).identity();
    }

    /** Whether each change of an archive changes its revision. */
    public boolean isIdentified() {
        return set.archives().stream().allMatch(Archive::isIdentified);
    }

    /** Paths, with links resolved, and addresses. */
    public Set<String> archives() {
        return set.archives().stream().map(Archive::place).collect(Collectors.toSet());
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize) {
        return set.isDirect() ? Optional.empty() : Optional.of(new LaneOrder(set, seed, batchSize, buffer));
    }

    @Override
    public Optional<EpochOrder> trainingOrder(long seed, int batchSize, int... indices) {
        return set.isDirect()
                ? Optional.empty()
                : Optional.of(LaneOrder.ofSubset(set, seed, batchSize, buffer, indices));
    }

    @Override
    public LeftOut leftOut() {
        return set.leftOut();
    }

    /** Of the names, and of the buffer if it determines the order. */
    @Override
    public String fingerprint() {
        String names = super.fingerprint();
        return set.isDirect()
                ? names
                : new Fingerprint().add(names).add("buffer " + buffer).hex();
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
