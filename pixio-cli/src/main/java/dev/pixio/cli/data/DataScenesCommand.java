package dev.pixio.cli.data;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.scene.SceneFolder;
import dev.pixio.scene.SceneSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio data scenes}. */
@Command(
        name = "scenes",
        description = {
            "Writes built-in scenes as PNG or JPEG files, one folder per class: DIR/<class>/scene-<number>.png.",
            "",
            "The class of a scene is that of its main object, one of ten. A training without --data renders the scenes of"
                    + " its own seed: to write its training images, give its --seed and, as --size, 5/4 of its"
                    + " --image-size. Any other seed gives scenes that it was not trained on."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0: all scenes were written", "1: a file could not be written", "2: wrong usage"})
final class DataScenesCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new or empty folder.")
    private Path out;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of scenes (default: ${DEFAULT-VALUE}).")
    private long count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the scenes (default: ${DEFAULT-VALUE}; that of a training is 0).")
    private long seed;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "160",
            description = "Height and width of the images, 32 to 2048 (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--format",
            paramLabel = "NAME",
            defaultValue = "png",
            description =
                    "Of the files: png, the exact pixels, or jpeg, as most photographs (default: ${DEFAULT-VALUE}).")
    private SceneFolder.Format format;

    @Override
    public Integer call() throws IOException {
        SceneSource scenes = RefusedOption.named(spec, () -> new SceneSource(seed, count, size));
        SceneFolder.write(scenes, out, format);
        PrintWriter stdout = spec.commandLine().getOut();
        stdout.printf(Locale.ROOT, "Wrote %s to %s%n", scenes.description(), out);
        stdout.flush();
        return 0;
    }
}
