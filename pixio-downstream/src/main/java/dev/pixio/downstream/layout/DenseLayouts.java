package dev.pixio.downstream.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The layouts that are known. */
public final class DenseLayouts {

    /** The most specific first. */
    private static final List<DenseLayout> ALL = List.of(
            new VocLayout(), new LoveDaLayout(), new AdeLayout(), new NyuLayout(), new KittiLayout(), new PairLayout());

    private DenseLayouts() {}

    /**
     * The layout of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DenseLayout named(String name) {
        return ALL.stream()
                .filter(layout -> layout.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no layout " + name + "; there are "
                        + ALL.stream().map(DenseLayout::id).collect(Collectors.joining(", "))));
    }

    /**
     * The samples of a folder whose layout is recognised by its folders.
     *
     * @throws IOException in one line, if it is none of the layouts or has no samples
     */
    public static DenseData open(Path root, PairSettings settings) throws IOException {
        for (DenseLayout layout : ALL) {
            if (layout.has(settings.task()) && layout.matches(root)) {
                return layout.open(root, settings);
            }
        }
        throw new IOException(root + " has none of the known layouts: "
                + ALL.stream()
                        .filter(layout -> layout.has(settings.task()))
                        .map(DenseLayout::shape)
                        .collect(Collectors.joining("; ")));
    }
}
