package dev.pixio.cli.embed;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.option.SceneNumber;
import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Opens the images that are named on the command line. */
public final class EmbedSource {

    /** In pixels. */
    private static final int SCENE_SIZE = 256;

    private EmbedSource() {}

    /**
     * Opens a source; the caller closes it.
     *
     * @param name a folder, an image, or {@code scenes:N}
     * @param progress receives lines about the listing of a large folder
     * @throws IOException if there are no images
     * @throws IllegalArgumentException if there are too many scenes
     */
    public static ImageSource of(String name, PrintWriter progress) throws IOException {
        Optional<SceneNumber> scenes =
                SceneNumber.of(name).filter(number -> number.size().isEmpty());
        return scenes.isPresent()
                ? new SceneSource(0, scenes.get().count(), SCENE_SIZE)
                : IndexPrinter.open(Path.of(name), Set.of(), progress);
    }
}
