package dev.pixio.eval.classify;

import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * What a classifier says of pictures: for each the likeliest classes, the best first. Of classes with equal scores the one
 * with the lower number comes first, so that a result can be repeated anywhere.
 */
final class Ranking {

    /** As far as anybody asks. */
    static final int DEPTH = 5;

    private final List<long[]> rows = new ArrayList<>();

    /**
     * Adds pictures.
     *
     * @param scores float {@code [B, classes]}, more is likelier
     */
    void add(Tensor scores) {
        try (PointerScope scope = new PointerScope()) {
            int depth = (int) Math.min(DEPTH, scores.size(1));
            Tensor order = scores.sort(new BoolOptional(true), 1, true).get1().narrow(1, 0, depth); // [B, depth]
            long[] flat = Tensors.toLongs(order);
            for (int start = 0; start < flat.length; start += depth) {
                rows.add(java.util.Arrays.copyOfRange(flat, start, start + depth));
            }
        }
    }

    int size() {
        return rows.size();
    }

    /** The likeliest class. */
    int best(int picture) {
        return (int) rows.get(picture)[0];
    }

    /** Whether a class is among the first of a picture. */
    boolean has(int picture, int label, int depth) {
        long[] row = rows.get(picture);
        for (int i = 0; i < Math.min(depth, row.length); i++) {
            if (row[i] == label) {
                return true;
            }
        }
        return false;
    }
}
