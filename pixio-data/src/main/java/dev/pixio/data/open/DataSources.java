package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.PagedSource;
import dev.pixio.data.mixture.JoinedSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceLoader;

/**
 * Opens what a user names as images: one source, or several with or without weights.
 *
 * @param schemes the kinds of sources; of those that accept a value the first opens it
 */
public record DataSources(List<DataScheme> schemes) {

    /** The kinds of this module, and those of other modules that are there. */
    public static final DataSources STANDARD = new DataSources(standard());

    public DataSources {
        schemes = List.copyOf(schemes);
    }

    /**
     * Opens the images of a value. The caller closes the source.
     *
     * @throws IOException in one line: there are no images, or they cannot be listed
     * @throws IllegalArgumentException in one line: the value is not valid
     */
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        List<DataItem> items = DataItem.of(value);
        if (items.size() == 1 && items.get(0).weight().isEmpty()) {
            return open(items.get(0), settings);
        }
        List<String> labels = Labels.of(items.stream().map(DataItem::text).toList());
        List<JoinedSource.Part> parts = new ArrayList<>();
        try {
            for (int i = 0; i < items.size(); i++) {
                OptionalDouble weight = items.get(i).weight();
                parts.add(new JoinedSource.Part(labels.get(i), open(items.get(i), settings), weight));
            }
            return JoinedSource.of(parts);
        } catch (IOException | RuntimeException e) {
            parts.forEach(part -> part.source().close());
            throw e;
        }
    }

    /**
     * Opens the images of a value with their classes; empty if it is not a single source of a kind that stores classes. The caller closes the source.
     *
     * @throws IOException in one line: there are no images or no classes, or they cannot be read
     */
    public Optional<LabelledSource> openLabelled(String value, SourceSettings settings) throws IOException {
        List<DataItem> items = DataItem.of(value);
        return items.size() == 1 && items.get(0).weight().isEmpty()
                ? scheme(items.get(0).text()).openLabelled(items.get(0).text(), settings)
                : Optional.empty();
    }

    /** Whether a value is one folder or image, or the path of something that is no source of another kind. */
    public boolean isFolderOrImage(String value) {
        List<DataItem> items = DataItem.of(value);
        return items.size() == 1
                && items.get(0).weight().isEmpty()
                && scheme(items.get(0).text()) instanceof FolderScheme;
    }

    /**
     * The path of a value that is one folder or image, or of something that is no source of another kind; empty for other values.
     *
     * @throws IOException in one line: it is not a path of this system
     */
    public Optional<Path> folderOrImage(String value) throws IOException {
        return isFolderOrImage(value)
                ? Optional.of(FolderScheme.path(DataItem.of(value).get(0).text()))
                : Optional.empty();
    }

    /** Whether a value has a data set that is given by name, such as {@code voc2012:train}. */
    public boolean hasNamedSet(String value) {
        return DataItem.of(value).stream().anyMatch(item -> scheme(item.text()) instanceof VocScheme);
    }

    /** Whether a value has images of a kind that may be read forwards, and then shuffled within a buffer. */
    public boolean usesShuffleBuffer(String value) {
        return DataItem.of(value).stream().anyMatch(item -> scheme(item.text()).usesShuffleBuffer());
    }

    private static List<DataScheme> standard() {
        List<DataScheme> schemes = new ArrayList<>(List.of(new VocScheme(), new TarScheme(), new ListScheme()));
        ServiceLoader.load(DataScheme.class, DataScheme.class.getClassLoader()).forEach(schemes::add);
        schemes.add(new GlobScheme());
        schemes.add(new FolderScheme()); // accepts every value
        return schemes;
    }

    private ImageSource open(DataItem item, SourceSettings settings) throws IOException {
        ImageSource source = scheme(item.text()).open(item.text(), settings);
        return PagedSource.ifWanted(source, settings.input(), settings.decoder());
    }

    private DataScheme scheme(String text) {
        return schemes.stream()
                .filter(candidate -> candidate.accepts(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("images cannot be read from " + text));
    }
}
