package dev.pixio.search.update;

import dev.pixio.data.ImageSource;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Finds the images of a source whose name an earlier image has, such as members of an archive to which a file was added twice. */
final class RepeatedNames {

    private RepeatedNames() {}

    /** The indices of these images. Of names only the hash codes are kept, 8 bytes for each image, and those that share one. */
    static BitSet of(ImageSource images) {
        int[] hashes = IntStream.range(0, Math.toIntExact(images.size()))
                .map(index -> images.name(index).hashCode())
                .toArray();
        Set<Integer> shared = shared(hashes);
        Set<String> names = new HashSet<>();
        BitSet repeated = new BitSet();
        for (int index = 0; index < hashes.length; index++) {
            if (shared.contains(hashes[index]) && !names.add(images.name(index))) {
                repeated.set(index);
            }
        }
        return repeated;
    }

    /** Numbers that occur more than once. */
    private static Set<Integer> shared(int[] numbers) {
        int[] sorted = numbers.clone();
        Arrays.sort(sorted);
        Set<Integer> shared = new HashSet<>();
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) {
                shared.add(sorted[i]);
            }
        }
        return shared;
    }
}
