package dev.pixio.search.collection;

import dev.pixio.search.IndexedImage;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The nearest images of each image, by products of blocks of the vectors with all of them. */
final class Neighbourhoods {

    private static final int BLOCK = 256;

    /** A group of duplicates is found by its nearest pairs; images with more equals are linked by these. */
    private static final int LINKS = 10;

    private final double[] nearness; // mean similarity to the nearest images
    private final int[] group; // the first image of the group that an image belongs to
    private final double[] linked; // the similarity by which it does

    private Neighbourhoods(int images) {
        this.nearness = new double[images];
        this.group = new int[images];
        this.linked = new double[images];
        for (int i = 0; i < images; i++) {
            group[i] = i;
            linked[i] = 1;
        }
    }

    static Neighbourhoods of(CentredVectors vectors, CollectionOptions options) {
        int images = vectors.size();
        Neighbourhoods found = new Neighbourhoods(images);
        int near = Math.min(images, 1 + Math.max(LINKS, options.neighbours()));
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor all = Tensors.of(vectors.numbers(), images, vectors.dimension());
            for (int start = 0; start < images; start += BLOCK) {
                try (PointerScope inner = new PointerScope()) {
                    Tensor block = all.narrow(0, start, Math.min(BLOCK, images - start));
                    T_TensorTensor_T top = torch.topk(torch.matmul(block, all.t()), near);
                    found.add(start, near, Tensors.toFloats(top.get0()), Tensors.toLongs(top.get1()), options);
                }
            }
        }
        return found;
    }

    private void add(int start, int near, float[] similarities, long[] places, CollectionOptions options) {
        for (int i = 0; i < similarities.length / near; i++) {
            int image = start + i;
            double sum = 0;
            int taken = 0;
            for (int n = i * near; n < (i + 1) * near; n++) {
                int other = (int) places[n];
                if (other == image) {
                    continue;
                }
                if (taken < options.neighbours()) {
                    sum += similarities[n];
                    taken++;
                }
                if (similarities[n] >= options.duplicateSimilarity()) {
                    link(image, other, similarities[n]);
                }
            }
            nearness[image] = taken == 0 ? 0 : sum / taken;
        }
    }

    private void link(int a, int b, double similarity) {
        int first = first(a);
        int second = first(b);
        if (first != second) {
            int root = Math.min(first, second);
            int other = Math.max(first, second);
            group[other] = root;
            linked[root] = Math.min(Math.min(linked[root], linked[other]), similarity);
        }
    }

    private int first(int image) {
        int first = image;
        while (group[first] != first) {
            group[first] = group[group[first]];
            first = group[first];
        }
        return first;
    }

    /** The groups of at least two images, the largest first. */
    List<CollectionView.DuplicateGroup> groups(CentredVectors vectors) {
        Map<Integer, List<IndexedImage>> members = new TreeMap<>();
        for (int i = 0; i < group.length; i++) {
            members.computeIfAbsent(first(i), name -> new ArrayList<>())
                    .add(vectors.images().get(i));
        }
        return members.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> new CollectionView.DuplicateGroup(entry.getValue(), Math.min(1, linked[entry.getKey()])))
                .sorted(Comparator.comparingInt(
                        (CollectionView.DuplicateGroup found) -> -found.images().size()))
                .toList();
    }

    /** The images, the least similar to their neighbours first. */
    List<CollectionView.Outlier> outliers(CentredVectors vectors) {
        List<CollectionView.Outlier> outliers = new ArrayList<>();
        for (int i = 0; i < nearness.length; i++) {
            outliers.add(new CollectionView.Outlier(vectors.images().get(i), nearness[i]));
        }
        outliers.sort(Comparator.comparingDouble(CollectionView.Outlier::similarity));
        return outliers;
    }
}
