package dev.pixio.cli.embed;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.option.SceneNumber;
import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataItem;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** Opens the images that are named on the command line. */
public final class EmbedSource {

    /** In pixels. */
    private static final int SCENE_SIZE = 256;

    private EmbedSource() {}

    /**
     * Opens a source; the caller closes it.
     *
     * @param name of any kind that {@code --data} takes, or {@code scenes:N}
     * @param progress receives lines about the listing of a large folder
     * @throws IOException if there are no images
     * @throws IllegalArgumentException in one line: there are too many scenes, or the name is not valid
     */
    public static ImageSource of(String name, PrintWriter progress) throws IOException {
        return of(name, SourceSettings.DEFAULT, progress);
    }

    /** As {@link #of(String, PrintWriter)}, with settings of how images of a user are opened. */
    public static ImageSource of(String name, SourceSettings settings, PrintWriter progress) throws IOException {
        Optional<SceneNumber> scenes =
                SceneNumber.of(name).filter(number -> number.size().isEmpty());
        return scenes.isPresent()
                ? new SceneSource(0, scenes.get().count(), SCENE_SIZE)
                : unweighted(name, settings, progress);
    }

    private static ImageSource unweighted(String name, SourceSettings settings, PrintWriter progress)
            throws IOException {
        requireUnweighted(name);
        return IndexPrinter.open(name, settings, progress);
    }

    /**
     * Refuses weights where each image is read once.
     *
     * @throws IllegalArgumentException in one line: a source has a weight
     */
    public static void requireUnweighted(String name) {
        for (DataItem item : DataItem.of(name)) {
            if (item.weight().isPresent()) {
                throw new IllegalArgumentException("weights are for training, and each image is read once here: give "
                        + item.text() + " without its weight");
            }
        }
    }
}
