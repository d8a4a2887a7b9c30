package dev.pixio.data;

import dev.pixio.torch.RandomStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Labelled images cut in two by chance, class by class, so that both parts have the classes in the same proportion. Who
 * is on which side depends on the seed, the purpose and the image's number among those of its class.
 */
public final class StratifiedSplit {

    private final int[] kept;
    private final int[] heldOut;

    private StratifiedSplit(boolean[] out) {
        this.kept = IntStream.range(0, out.length).filter(i -> !out[i]).toArray();
        this.heldOut = IntStream.range(0, out.length).filter(i -> out[i]).toArray();
    }

    /**
     * Holds out a share of every class, rounded, but at least one image where a class has two or more, and never all of
     * them.
     *
     * @param labels the class of each image
     * @param share of each class to hold out, more than 0 and less than 1
     * @param purpose names the choice, with the seed
     */
    public static StratifiedSplit of(int[] labels, double share, long seed, String purpose) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the share to hold out must be more than 0 and less than 1, not " + share);
        }
        boolean[] out = new boolean[labels.length];
        for (List<Integer> members : byClass(labels)) {
            int count = (int) Math.max(1, Math.min(members.size() - 1L, Math.round(share * members.size())));
            drawn(members, seed, purpose).limit(members.size() < 2 ? 0 : count).forEach(place -> out[place] = true);
        }
        return new StratifiedSplit(out);
    }

    /** Places of the images that stay, ascending. */
    public int[] kept() {
        return kept.clone();
    }

    /** Places of the others, ascending. */
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

    private static IntStream drawn(List<Integer> members, long seed, String purpose) {
        record Ticket(int place, long number) {}
        return IntStream.range(0, members.size())
                .mapToObj(i -> new Ticket(
                        members.get(i), RandomStream.of(seed, purpose, i).nextLong()))
                .sorted(Comparator.comparingLong(Ticket::number).thenComparingInt(Ticket::place))
                .mapToInt(Ticket::place);
    }
}
