package dev.pixio.cli.embed;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens the images that are named on the command line. */
final class EmbedSource {

    private static final Pattern SCENES = Pattern.compile("scenes:(\\d{1,9})");

    /** In pixels. */
    private static final int SCENE_SIZE = 256;

    private EmbedSource() {}

    /**
     * Opens a source; the caller closes it.
     *
     * @param name a folder, an image, or {@code scenes:N}
     * @param progress receives lines about the listing of a large folder
     * @throws IOException if there are no images
     */
    static ImageSource of(String name, PrintWriter progress) throws IOException {
        Matcher scenes = SCENES.matcher(name);
        return scenes.matches()
                ? new SceneSource(0, Long.parseLong(scenes.group(1)), SCENE_SIZE)
                : IndexPrinter.open(Path.of(name), Set.of(), progress);
    }
}
