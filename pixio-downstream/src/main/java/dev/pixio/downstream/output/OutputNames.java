package dev.pixio.downstream.output;

import dev.pixio.data.ImageSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names of the files of images, all different: the path in the source with {@code .png} in place of the ending, or after it where
 * another image would have the same.
 */
final class OutputNames {

    private final ImageSource source;
    private final Set<String> ambiguous;

    OutputNames(ImageSource source) {
        this.source = source;
        Map<String, Long> first = new HashMap<>();
        Set<String> twice = new HashSet<>();
        Set<String> whole = new HashSet<>();
        for (long i = 0; i < source.size(); i++) {
            String base = withoutEnding(source.name(i)).toLowerCase(Locale.ROOT); // also on disks that ignore case
            if (first.putIfAbsent(base, i) != null) {
                twice.add(base);
            }
            whole.add(source.name(i).toLowerCase(Locale.ROOT));
        }
        whole.retainAll(first.keySet()); // x of x.jpg.bmp is x.jpg, whose file may be x.jpg.png
        twice.addAll(whole);
        this.ambiguous = twice;
    }

    /** The file of an image in a folder. */
    Path of(Path folder, long index) {
        String name = source.name(index);
        String base = withoutEnding(name);
        Path file = folder;
        for (String part :
                ((ambiguous.contains(base.toLowerCase(Locale.ROOT)) ? name : base) + ".png").split("/", -1)) {
            file = file.resolve(part.equals("..") || part.isEmpty() ? "_" : part); // never outside of the folder
        }
        return file;
    }

    private static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
