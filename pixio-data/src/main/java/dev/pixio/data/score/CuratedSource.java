package dev.pixio.data.score;

import dev.pixio.data.Fingerprint;
import dev.pixio.data.ImageSource;
import dev.pixio.data.IndexedSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The images of a source that {@link CurationRules} keep. The selection follows from the images, the content of the score files, the rules
 * and the seed, and so does the fingerprint. Closes the source.
 */
public final class CuratedSource implements IndexedSource {

    private final ImageSource underlying;
    private final long[] kept;
    private final List<Dropped> dropped;
    private final String fingerprint;

    private CuratedSource(ImageSource underlying, long[] kept, List<Dropped> dropped, String fingerprint) {
        this.underlying = underlying;
        this.kept = kept;
        this.dropped = dropped;
        this.fingerprint = fingerprint;
    }

    /**
     * Selects images.
     *
     * @param source of the images; closed by the result, but not if this method fails
     * @param seed of the images that are drawn by their loss
     * @throws IllegalArgumentException in one line: an image has no scores, or not the one that a rule needs; no image is
     *     kept; or the source has an order of its own
     */
    public static CuratedSource of(ImageSource source, ImageScores scores, CurationRules rules, long seed) {
        if (source.trainingOrder(seed, 1).isPresent()) {
            throw new IllegalArgumentException("images cannot be selected by scores from " + source.description()
                    + ": it has weights, or an order of its own");
        }
        DuplicateFinder finder =
                new DuplicateFinder(rules.duplicates() == Duplicates.NEAR ? DuplicateFinder.DEFAULT_DISTANCE : 0);
        long[] kept = new long[Math.toIntExact(source.size())];
        int count = 0;
        List<Dropped> dropped = new ArrayList<>();
        for (long index = 0; index < source.size(); index++) {
            ImageScore score = scoreOf(source, index, scores, rules);
            Optional<Dropped> drop = rules.apply(index, source.name(index), score, finder, seed);
            if (drop.isPresent()) {
                dropped.add(drop.get());
            } else {
                kept[count++] = index;
            }
        }
        if (count == 0) {
            throw new IllegalArgumentException(
                    "the rules keep none of " + source.description() + ": " + summary(dropped));
        }
        String fingerprint = new Fingerprint()
                .add(source.fingerprint())
                .add(scores.digest())
                .add(rules.toString())
                .add(Long.toString(seed))
                .hex();
        return new CuratedSource(source, Arrays.copyOf(kept, count), List.copyOf(dropped), fingerprint);
    }

    private static ImageScore scoreOf(ImageSource source, long index, ImageScores scores, CurationRules rules) {
        String name = source.name(index);
        ImageScore score = scores.of(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        scores.path() + " has no scores of " + name + "; write them with pixio data score"));
        if (score.pixels().isPresent()
                && rules.sampleByLoss() == LossSampling.ON
                && score.loss().isEmpty()) {
            throw new IllegalArgumentException(scores.path() + " has no loss of " + name
                    + ", which --sample-by-loss needs; write it with pixio data score --weights");
        }
        boolean comparable =
                score.pixels().map(pixels -> !pixels.digest().isEmpty()).orElse(true);
        if (rules.duplicates() != Duplicates.KEEP && !comparable) {
            throw new IllegalArgumentException(scores.path() + " has no sha256 and dhash of " + name
                    + ", which --drop-duplicates needs; write them with pixio data score");
        }
        return score;
    }

    @Override
    public ImageSource underlying() {
        return underlying;
    }

    @Override
    public long underlyingIndex(long index) {
        return kept[Math.toIntExact(index)];
    }

    @Override
    public long size() {
        return kept.length;
    }

    /** The images that are not kept, in the order of the source. */
    public List<Dropped> dropped() {
        return dropped;
    }

    @Override
    public String description() {
        return String.format(Locale.ROOT, "%,d kept of %s", kept.length, underlying.description())
                + (dropped.isEmpty() ? "" : "; dropped: " + summary(dropped));
    }

    /** "12 low entropy, 3 too small", in the order of the rules. */
    private static String summary(List<Dropped> dropped) {
        Map<DropReason, Long> counts = dropped.stream()
                .collect(Collectors.groupingBy(
                        Dropped::reason, () -> new EnumMap<>(DropReason.class), Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey().title()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public void close() {
        underlying.close();
    }
}
