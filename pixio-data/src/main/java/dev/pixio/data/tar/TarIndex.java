package dev.pixio.data.tar;

import dev.pixio.data.folder.PathTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images of one archive and their places in it: some 24 bytes and the name for each. Filled by one thread, then read by any number. */
final class TarIndex {

    private final PathTable names = new PathTable();
    private final Map<String, Long> leftOut = new LinkedHashMap<>();
    private final Map<String, String> classes = new HashMap<>(); // each once in memory
    private final List<String> labels = new ArrayList<>();
    private long[] offsets = new long[64];
    private long[] sizes = new long[64];
    private String damage = "";
    private long samples;

    /** @param label the class of the image; empty if its sample names none */
    void add(String name, long offset, long size, String label) {
        int count = Math.toIntExact(names.size());
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        int slash = name.lastIndexOf('/') + 1;
        names.add(name.substring(0, slash), name.substring(slash));
        labels.add(classes.computeIfAbsent(label, own -> own));
        offsets[count] = offset;
        sizes[count] = size;
    }

    void leaveOut(String kind, long count) {
        leftOut.merge(kind, count, Long::sum);
    }

    void damaged(String reason) {
        damage = reason;
    }

    void addSamples(long count) {
        samples += count;
    }

    /** Samples with and without an image. */
    long samples() {
        return samples;
    }

    int size() {
        return (int) names.size();
    }

    String name(int image) {
        return names.get(image);
    }

    /** The class of an image; empty if its sample names none. */
    String label(int image) {
        return labels.get(image);
    }

    /** Of the first byte of an image in the archive, without compression. */
    long offset(int image) {
        return offsets[image];
    }

    /** Bytes of an image, as the archive declares it. */
    long bytes(int image) {
        return sizes[image];
    }

    /** Members that are no images of a sample, by what they are. */
    Map<String, Long> leftOut() {
        return leftOut;
    }

    /** Why the index ends before the end of the archive; empty if it does not. */
    String damage() {
        return damage;
    }
}
