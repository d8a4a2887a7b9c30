package dev.pixio.cli.embed;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.option.SceneNumber;
import dev.pixio.cli.option.SourceOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.open.DataItem;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Opens the images that are named on the command line. */
public final class EmbedSource {

    /** In pixels. */
    private static final int SCENE_SIZE = 256;

    private EmbedSource() {}

    /**
     * Opens a source; the caller closes it.
     *
     * @param data of any kind that {@code --data} takes, or {@code scenes:N}
     * @param named options of named data sets
     * @param progress receives lines about the listing of a large folder
     * @throws IOException if there are no images
     * @throws ParameterException in one line: there are too many scenes, or a name is not valid
     */
    public static ImageSource open(CommandSpec spec, List<String> data, SourceOptions named, PrintWriter progress)
            throws IOException {
        return open(spec, data, named, ImageInput.RGB, progress);
    }

    /**
     * Opens a source of images that may be no photographs; the caller closes it.
     *
     * @param input which channels and which scale images have
     * @throws IOException if there are no images
     * @throws ParameterException in one line: there are too many scenes, or a name is not valid
     */
    public static ImageSource open(
            CommandSpec spec, List<String> data, SourceOptions named, ImageInput input, PrintWriter progress)
            throws IOException {
        return open(spec, data, named, input, progress, IndexPrinter::open);
    }

    /**
     * Opens a source of which only names are used, so that no image need be readable; the caller closes it.
     *
     * @throws IOException if there are no images
     * @throws ParameterException in one line: there are too many scenes, or a name is not valid
     */
    public static ImageSource list(
            CommandSpec spec, List<String> data, SourceOptions named, ImageInput input, PrintWriter progress)
            throws IOException {
        return open(spec, data, named, input, progress, IndexPrinter::list);
    }

    /** Opens what is no scenes. */
    private interface Opening {
        ImageSource open(String name, SourceSettings settings, PrintWriter progress) throws IOException;
    }

    private static ImageSource open(
            CommandSpec spec,
            List<String> data,
            SourceOptions named,
            ImageInput input,
            PrintWriter progress,
            Opening opening)
            throws IOException {
        String name = DataItem.join(data);
        return RefusedOption.opened(spec, () -> of(name, named.settings(name).withInput(input), progress, opening));
    }

    private static ImageSource of(String name, SourceSettings settings, PrintWriter progress, Opening opening)
            throws IOException {
        Optional<SceneNumber> scenes =
                SceneNumber.of(name).filter(number -> number.size().isEmpty());
        if (scenes.isPresent()) {
            SceneSource.requireFits(settings.input());
            return new SceneSource(0, scenes.get().count(), SCENE_SIZE);
        }
        requireUnweighted(name);
        return opening.open(name, settings, progress);
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
