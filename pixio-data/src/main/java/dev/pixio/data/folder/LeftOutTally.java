package dev.pixio.data.folder;

import dev.pixio.data.LeftOut;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageFormat;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.OtherFormat;
import dev.pixio.io.OneLine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a walk leaves out. Its memory does not grow with the number of files. */
final class LeftOutTally {

    private static final Logger LOG = LoggerFactory.getLogger(LeftOutTally.class);

    /** Why a file, link or folder is left out that is not of another kind. */
    enum Cause {
        RUN("folder of a run", "folders of runs"),
        RUN_FOLDER("folder that a run wrote", "folders that a run wrote"),
        OUTPUT("output of this command", "outputs of this command"),
        LISTED("link to what is listed already", "links to what is listed already"),
        NOWHERE("link that leads nowhere", "links that lead nowhere"),
        UNLISTABLE("folder that cannot be listed completely", "folders that cannot be listed completely"),
        NO_FILE("pipe, device or socket with the name of an image", "pipes, devices or sockets with names of images"),
        GONE("file that no longer exists", "files that no longer exist"),
        NAME(
                "name that is invalid in the encoding of this system",
                "names that are invalid in the encoding of this system");

        private final String one;
        private final String several;

        Cause(String one, String several) {
            this.one = one;
            this.several = several;
        }

        /** The name in {@link LeftOut#counts}. */
        String kind() {
            return several;
        }
    }

    /** Images in folders of runs and of other output, in {@link LeftOut#counts}. */
    private static final String IN_OUTPUTS = "images in folders of output";

    private static final String NO_EXTENSION = "without an extension";

    private static final String UNKNOWN = "with other extensions";

    /** A longer one, or one with other characters, is part of a name: the address of a crawl, a number of a DICOM file. */
    private static final Pattern EXTENSION = Pattern.compile("[a-z][a-z0-9_]{0,9}|7z");

    private static final int MAX_EXTENSIONS = 100;

    private static final int MAX_LISTED = 8;

    /** Characters of a path, after which it is cut; no path of Linux is longer. */
    private static final int LONGEST_NAME = 4096;

    /** Files without a known extension of which the content is looked at, for the hint. */
    private static final int MAX_PROBED = 16;

    private final Map<String, Long> kinds = new HashMap<>();
    private final Map<Cause, Long> causes = new EnumMap<>(Cause.class);
    private final Map<Cause, String> first = new EnumMap<>(Cause.class);
    private final Map<String, Long> imagesOfOutputs = new LinkedHashMap<>();
    private int probed;
    private String hint = "";

    /**
     * Counts a file that is not selected by its extension, unless it is text.
     *
     * @param file that can be opened
     * @param directory in which it was found, relative to the root, empty or ending with a slash
     * @param name in the directory
     */
    void file(Path file, String directory, String name) {
        if (SidecarFiles.contains(name)) {
            return;
        }
        OtherFormat format = OtherFormat.ofFileName(name).orElse(null);
        if (format != null) {
            count(format.title());
            return;
        }
        String extension = ImageFormat.extension(name);
        if (name.indexOf('.') < 0) {
            count(NO_EXTENSION);
        } else if (EXTENSION.matcher(extension).matches()
                && (kinds.size() < MAX_EXTENSIONS || kinds.containsKey("." + extension))) {
            count("." + extension);
        } else {
            count(UNKNOWN);
        }
        probe(file, directory + name);
    }

    private void count(String kind) {
        kinds.merge(kind, 1L, Long::sum);
    }

    /** Looks for an image among the files without a known extension, as a hint to rename them. */
    private void probe(Path file, String relative) {
        if (!hint.isEmpty() || probed == MAX_PROBED) {
            return;
        }
        probed++;
        try {
            hint = "; " + printable(relative) + " is "
                    + ImageDecoder.format(file).title()
                    + " by its content: give such files their extension to use them";
        } catch (ImageReadException e) {
            LOG.debug("{} is no image", file, e);
        }
    }

    /**
     * Counts a file, link or folder.
     *
     * @param relative its path, and where it helps the reason
     */
    void add(Cause cause, String relative) {
        causes.merge(cause, 1L, Long::sum);
        first.computeIfAbsent(cause, absent -> printable(relative));
    }

    /**
     * Names a folder that is left out because this program writes into it, if it has other images.
     *
     * @param relative its path
     * @param images that this program did not write
     */
    void imagesOfOutput(String relative, long images) {
        if (images > 0) {
            imagesOfOutputs.put(printable(relative), images);
        }
    }

    private static String printable(String name) {
        return OneLine.of(name, LONGEST_NAME);
    }

    LeftOut result() {
        Map<String, Long> counts = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        List<Map.Entry<String, Long>> sorted = kinds.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Long> kind) -> isUnknown(kind.getKey()))
                        .thenComparing(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                        .thenComparing(Map.Entry.comparingByKey()))
                .toList();
        sorted.forEach(kind -> counts.put(kind.getKey(), kind.getValue()));
        if (!sorted.isEmpty()) {
            lines.add(line(sorted) + hint);
        }
        causes.forEach((cause, count) -> {
            counts.put(cause.several, count);
            lines.add(
                    count == 1
                            ? "1 " + cause.one + ", " + first.get(cause)
                            : String.format(Locale.ROOT, "%,d %s, first %s", count, cause.several, first.get(cause)));
        });
        imagesOfOutputs.forEach((folder, images) -> {
            counts.merge(IN_OUTPUTS, images, Long::sum);
            lines.add(String.format(
                    Locale.ROOT,
                    "%,d image%s in %s, a folder of output: move %s out of it to use %4$s",
                    images,
                    images == 1 ? "" : "s",
                    folder,
                    images == 1 ? "it" : "them"));
        });
        return new LeftOut(counts, lines, causes.getOrDefault(Cause.UNLISTABLE, 0L));
    }

    /** Whether a kind is not known to be images, archives or videos: those stand last, where a line is cut. */
    private static boolean isUnknown(String kind) {
        return kind.startsWith(".") || kind.equals(UNKNOWN);
    }

    /** Such as {@code 8 AVIF, 2 zip archives, 3 without an extension}. */
    private static String line(List<Map.Entry<String, Long>> sorted) {
        String line = sorted.stream()
                .limit(MAX_LISTED)
                .map(kind ->
                        String.format(Locale.ROOT, "%,d %s", kind.getValue(), noun(kind.getKey(), kind.getValue())))
                .collect(Collectors.joining(", "));
        long others =
                sorted.stream().skip(MAX_LISTED).mapToLong(Map.Entry::getValue).sum();
        return others == 0 ? line : line + String.format(Locale.ROOT, ", %,d of other kinds", others);
    }

    private static String noun(String kind, long count) {
        return count > 1 && (kind.endsWith(" archive") || kind.equals("video")) ? kind + "s" : kind;
    }
}
