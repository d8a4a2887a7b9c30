package dev.pixio.cli.embed;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.data.ImageSource;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images that a person names. */
final class EmbedSource {

    private static final Pattern SCENES = Pattern.compile("scenes:(\\d{1,9})");

    /** In pixels. */
    private static final int SCENE_SIZE = 256;

    private EmbedSource() {}

    /**
     * The caller closes it.
     *
     * @param typed a folder, an image, or {@code scenes:N}
     * @param progress receives lines about the listing of a large folder
     * @throws IOException in one line: there are none
     */
    static ImageSource of(String typed, PrintWriter progress) throws IOException {
        Matcher scenes = SCENES.matcher(typed);
        return scenes.matches()
                ? new SceneSource(0, Long.parseLong(scenes.group(1)), SCENE_SIZE)
                : IndexPrinter.open(Path.of(typed), progress);
    }
}
