package dev.pixio.data.voc;

import dev.pixio.data.folder.PathTable;
import dev.pixio.data.list.ListSource;
import dev.pixio.image.ImageDecoder;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of PASCAL VOC.
 *
 * @param year 2007 or 2012
 * @param name train, val, trainval or test
 */
public record VocSet(int year, String name) {

    private static final Pattern VALUE = Pattern.compile("voc(2007|2012):(train|val|trainval|test)");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** The set of a value such as {@code voc2012:train}; empty for others. */
    public static Optional<VocSet> of(String value) {
        Matcher matcher = VALUE.matcher(value);
        return matcher.matches()
                ? Optional.of(new VocSet(Integer.parseInt(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    /**
     * Opens the images of the set, in the order of its list.
     *
     * @param root folder of {@code VOCdevkit}, or this folder itself
     * @param download downloads the set into the root if it is not there; empty if it must be there
     * @param decoder decodes the files
     * @param progress receives the number of bytes of a download, from time to time
     * @throws IOException in one line: the set is not there, cannot be downloaded, or has no valid list
     */
    public ListSource open(Path root, Optional<VocDownload> download, ImageDecoder decoder, LongConsumer progress)
            throws IOException {
        Optional<Path> found = find(root);
        if (found.isEmpty() && download.isPresent()) {
            download.get().into(root, this, progress);
            found = find(root);
        }
        Path folder = found.orElseThrow(() -> new IOException("there is no " + listOf() + " in "
                + (root.toString().isEmpty() ? "this folder" : root)
                + ": name the folder of VOCdevkit with --data-root, or add --download"));
        return ListSource.of(folder.resolve("JPEGImages"), files(folder), decoder, "of " + this + " in " + folder);
    }

    /** The folder of the year that has the list of the set. */
    Optional<Path> find(Path root) {
        return List.of(root.resolve("VOCdevkit"), root).stream()
                .map(folder -> folder.resolve("VOC" + year))
                .filter(folder -> Files.isRegularFile(list(folder)))
                .findFirst();
    }

    private String listOf() {
        return "VOCdevkit/VOC" + year + "/ImageSets/Main/" + name + ".txt";
    }

    private Path list(Path folder) {
        return folder.resolve("ImageSets/Main").resolve(name + ".txt");
    }

    private PathTable files(Path folder) throws IOException {
        PathTable files = new PathTable();
        List<String> lines;
        try {
            lines = Files.readAllLines(list(folder));
        } catch (IOException e) {
            throw new IOException(list(folder) + " cannot be read: " + FailureReason.of(e), e);
        }
        for (String line : lines) {
            String id = line.strip();
            if (!id.isEmpty()) {
                if (!ID.matcher(id).matches()) {
                    throw new IOException(list(folder) + " is not a list of VOC: line " + (files.size() + 1)
                            + " is not the name of an image");
                }
                files.add("", id + ".jpg");
            }
        }
        if (files.size() == 0) {
            throw new IOException(list(folder) + " is empty");
        }
        return files;
    }

    @Override
    public String toString() {
        return "voc" + year + ":" + name;
    }
}
