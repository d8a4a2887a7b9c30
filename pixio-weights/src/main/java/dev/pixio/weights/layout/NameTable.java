package dev.pixio.weights.layout;

import java.util.List;
import java.util.function.Function;

/**
 * Two names for each weight.
 *
 * @param places where a part of the model is: a prefix that ends with a dot, or a whole name; the first that fits is taken
 * @param insideBlocks what is called otherwise inside a block, replaced in this order
 */
public record NameTable(List<Rename> places, List<Rename> insideBlocks) {

    /** This project's name, and the other library's. */
    record Rename(String pixio, String other) {}

    static Rename rename(String pixio, String other) {
        return new Rename(pixio, other);
    }

    String toPixio(String name) {
        return renamed(name, Rename::other, Rename::pixio);
    }

    String fromPixio(String name) {
        return renamed(name, Rename::pixio, Rename::other);
    }

    private String renamed(String name, Function<Rename, String> from, Function<Rename, String> to) {
        for (Rename place : places) {
            String begin = from.apply(place);
            if (begin.endsWith(".") ? name.startsWith(begin) : name.equals(begin)) {
                String whole = to.apply(place) + name.substring(begin.length());
                for (Rename inside : insideBlocks) {
                    whole = whole.replace(from.apply(inside), to.apply(inside));
                }
                return whole;
            }
        }
        return name;
    }
}
