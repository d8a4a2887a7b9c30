package dev.pixio.weights.layout;

import java.util.List;
import java.util.function.Function;

/**
 * The names of weights in this project and in another library.
 *
 * @param prefixes of the parts of the model, which end with a dot, or complete names; the first match applies
 * @param insideBlocks substrings of the names of a block, replaced in this order
 */
public record NameTable(List<Rename> prefixes, List<Rename> insideBlocks) {

    /** A name or a part of it in this project, and in the other library. */
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
        for (Rename prefix : prefixes) {
            String old = from.apply(prefix);
            if (old.endsWith(".") ? name.startsWith(old) : name.equals(old)) {
                String renamed = to.apply(prefix) + name.substring(old.length());
                for (Rename inside : insideBlocks) {
                    renamed = renamed.replace(from.apply(inside), to.apply(inside));
                }
                return renamed;
            }
        }
        return name;
    }
}
