package dev.pixio.downstream.output;

import dev.pixio.data.ImageSource;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of the files of images, all different, also on disks that ignore case: the path in the source with {@code .png} in place of
 * the ending, or after it where another image would have the same. Of several images of one name, the second has {@code .2.png} after
 * the name, in the order of the source, so that they are the same in each run.
 */
final class OutputNames {

    private final ImageSource source;

    /** Names without ending, in lower case, that several images have. */
    private final Set<String> ambiguous = new HashSet<>();

    /** The files of images whose own name another one has, by their index. */
    private final Map<Long, String> numbered = new HashMap<>();

    /** Of images whose name is that of an earlier one: the how manieth of the name they are, by their index. */
    private final Map<Long, Integer> occurrences = new HashMap<>();

    OutputNames(ImageSource source) {
        this.source = source;
        Set<String> bases = new HashSet<>();
        Map<String, Integer> whole = new HashMap<>();
        for (long i = 0; i < source.size(); i++) {
            String base = key(withoutEnding(below(i)));
            if (!bases.add(base)) {
                ambiguous.add(base);
            }
            int occurrence = whole.merge(source.name(i), 1, Integer::sum);
            if (occurrence > 1) {
                occurrences.put(i, occurrence);
            }
        }
        for (String name : whole.keySet()) { // x of x.jpg.bmp is x.jpg, whose file may be x.jpg.png
            if (bases.contains(key(below(name)))) {
                ambiguous.add(key(below(name)));
            }
        }
        number();
    }

    /** Gives images a number whose file would be that of an earlier image, or a folder of one. */
    private void number() {
        Set<String> taken = new HashSet<>();
        for (long i = 0; i < source.size(); i++) {
            String below = below(i);
            for (int end = below.lastIndexOf('/'); end > 0; end = below.lastIndexOf('/', end - 1)) {
                taken.add(key(below.substring(0, end)));
            }
        }
        List<Long> others = new ArrayList<>();
        for (long i = 0; i < source.size(); i++) {
            if (!taken.add(key(file(i)))) {
                others.add(i);
            }
        }
        Map<String, Integer> numbers = new HashMap<>();
        for (long i : others) {
            String file;
            do {
                file = below(i) + "." + (numbers.merge(key(below(i)), 1, Integer::sum) + 1) + ".png";
            } while (!taken.add(key(file)));
            numbered.put(i, file);
        }
    }

    /** The file of an image in a folder. */
    Path of(Path folder, long index) {
        Path file = folder;
        for (String part : numbered.getOrDefault(index, file(index)).split("/", -1)) {
            file = file.resolve(part);
        }
        return file;
    }

    /** The image, as it is listed beside its files. */
    WrittenFiles.Image image(long index) {
        return new WrittenFiles.Image(source.name(index), occurrences.getOrDefault(index, 1));
    }

    /** The file that an image has unless it gets a number. */
    private String file(long index) {
        String below = below(index);
        String base = withoutEnding(below);
        return (ambiguous.contains(key(base)) ? below : base) + ".png";
    }

    private String below(long index) {
        return below(source.name(index));
    }

    /** The path of an image, never outside of a folder. */
    private static String below(String name) {
        String path = File.separatorChar == '\\' ? name.replace('\\', '/') : name; // elsewhere a character like others
        return Stream.of(path.split("/", -1))
                .filter(part -> !part.equals("."))
                .map(part -> part.equals("..") || part.isEmpty() ? "_" : part)
                .collect(Collectors.joining("/"));
    }

    private static String key(String path) {
        return path.toLowerCase(Locale.ROOT);
    }

    private static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
