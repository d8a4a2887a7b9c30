package dev.pixio.data;

import dev.pixio.torch.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A random split of labelled images into two parts with the same class proportions. The part of an image depends on the
 * seed, the purpose and the position of the image among those of its class.
 */
public final class StratifiedSplit {

    private final int[] kept;
    private final int[] heldOut;

    private StratifiedSplit(boolean[] isHeldOut) {
        this.kept =
                IntStream.range(0, isHeldOut.length).filter(i -> !isHeldOut[i]).toArray();
        this.heldOut =
                IntStream.range(0, isHeldOut.length).filter(i -> isHeldOut[i]).toArray();
    }

    /**
     * Holds out a share of every class, rounded, but at least one image of a class with two or more, and never all of them.
     *
     * @param labels class index of each image
     * @param share of each class to hold out, greater than 0 and less than 1
     * @param seed of the run
     * @param purpose keys the random choice, together with the seed
     */
    public static StratifiedSplit of(int[] labels, double share, long seed, String purpose) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the share to hold out must be greater than 0 and less than 1, not " + share);
        }
        boolean[] heldOut = new boolean[labels.length];
        for (List<Integer> members : byClass(labels)) {
            int count = (int) Math.max(1, Math.min(members.size() - 1L, Math.round(share * members.size())));
            shuffled(members, seed, purpose)
                    .limit(members.size() < 2 ? 0 : count)
                    .forEach(index -> heldOut[index] = true);
        }
        return new StratifiedSplit(heldOut);
    }

    /** Indices of the images that are not held out, ascending. */
    public int[] kept() {
        return kept.clone();
    }

    /** Indices of the images that are held out, ascending. */
    public int[] heldOut() {
        return heldOut.clone();
    }

    private static List<List<Integer>> byClass(int[] labels) {
        List<List<Integer>> classes = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            while (classes.size() <= labels[i]) {
                classes.add(new ArrayList<>());
            }
            classes.get(labels[i]).add(i);
        }
        return classes;
    }

    private static IntStream shuffled(List<Integer> members, long seed, String purpose) {
        record Keyed(int index, long key) {}
        return IntStream.range(0, members.size())
                .mapToObj(i -> new Keyed(
                        members.get(i), RandomStream.of(seed, purpose, i).nextLong()))
                .sorted(Comparator.comparingLong(Keyed::key).thenComparingInt(Keyed::index))
                .mapToInt(Keyed::index);
    }
}
