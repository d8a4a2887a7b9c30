package dev.pixio.data.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the images that repeat an earlier one. Images are added in order; one that repeats none is compared with later ones, so that the
 * first of a group is the only one that is not a duplicate, and a chain of similar images is not one group.
 *
 * <p>Near duplicates are not searched by comparing all pairs. The bits of a hash are dealt into more bands than the largest distance:
 * two hashes within the distance are equal in at least one band, and only images with an equal band are compared. Hashes with fewer
 * than 8 ones or zeros are of images without structure, and are compared by their digest alone. Not thread-safe.
 */
public final class DuplicateFinder {

    /** The largest distance that may be chosen. */
    public static final int MAX_DISTANCE = 10;

    /** The usual distance: most resized or recompressed copies differ in 0 to 3 bits. */
    public static final int DEFAULT_DISTANCE = 3;

    private static final int MIN_BANDS = 4; // bands of at most 16 bits, which index a table
    private static final int LEAST_STRUCTURE = 8;

    /** Of a digest, 128 bits are compared. */
    private static final int DIGITS = 32;

    private final int distance;
    private final Map<String, String> digests = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private long[] hashes = new long[1024];
    private final int[][] first; // by band and its value: the last image with it, or -1
    private final int[][] next; // by band and image: an earlier image with the same value, or -1

    /** @param distance bits in which the hashes of near duplicates differ at most, 0 to {@link #MAX_DISTANCE} */
    public DuplicateFinder(int distance) {
        if (distance < 0 || distance > MAX_DISTANCE) {
            throw new IllegalArgumentException(
                    "the distance of near duplicates must be 0 to " + MAX_DISTANCE + ", not " + distance);
        }
        this.distance = distance;
        int bands = Math.max(MIN_BANDS, distance + 1);
        first = new int[bands][1 << ((Long.SIZE + bands - 1) / bands)];
        next = new int[bands][hashes.length];
        for (int[] band : first) {
            Arrays.fill(band, -1);
        }
    }

    /** Adds an image, and returns the earlier one that it repeats. */
    public Optional<Duplicate> add(String name, PixelScore score) {
        if (!score.digest().isEmpty()) {
            String same = digests.putIfAbsent(
                    score.digest().substring(0, Math.min(DIGITS, score.digest().length())), name);
            if (same != null) {
                return Optional.of(Duplicate.exact(same));
            }
        }
        int ones = Long.bitCount(score.hash());
        if (ones < LEAST_STRUCTURE || ones > Long.SIZE - LEAST_STRUCTURE) {
            return Optional.empty();
        }
        Optional<Duplicate> near = nearest(score.hash());
        if (near.isEmpty()) {
            addHash(name, score.hash());
        }
        return near;
    }

    private Optional<Duplicate> nearest(long hash) {
        int best = -1;
        int least = distance + 1;
        for (int band = 0; band < first.length; band++) {
            for (int image = first[band][value(hash, band)]; image >= 0; image = next[band][image]) {
                int bits = Long.bitCount(hash ^ hashes[image]);
                if (bits < least || (bits == least && image < best)) {
                    least = bits;
                    best = image;
                }
            }
        }
        return best < 0 ? Optional.empty() : Optional.of(new Duplicate(names.get(best), least));
    }

    private void addHash(String name, long hash) {
        int image = names.size();
        if (image == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * image);
            for (int band = 0; band < next.length; band++) {
                next[band] = Arrays.copyOf(next[band], 2 * image);
            }
        }
        names.add(name);
        hashes[image] = hash;
        for (int band = 0; band < first.length; band++) {
            int value = value(hash, band);
            next[band][image] = first[band][value];
            first[band][value] = image;
        }
    }

    /** Every n-th bit: neighbouring bits are alike in skies and backgrounds, and a band of them would be equal in many images. */
    private int value(long hash, int band) {
        int value = 0;
        for (int bit = band; bit < Long.SIZE; bit += first.length) {
            value = value << 1 | (int) (hash >>> bit & 1);
        }
        return value;
    }
}
