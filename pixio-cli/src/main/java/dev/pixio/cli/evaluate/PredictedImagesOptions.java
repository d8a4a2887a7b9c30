package dev.pixio.cli.evaluate;

import dev.pixio.eval.dense.ScenePredictions;
import dev.pixio.eval.dense.image.DenseSheet;
import dev.pixio.io.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** An image of predictions for some test scenes. */
final class PredictedImagesOptions {

    private static final int SCENES = 8;

    @Option(
            names = "--images",
            paramLabel = "FILE",
            description = "Also write a PNG of " + SCENES + " test scenes: image, true and predicted masks, true and"
                    + " predicted depth, by the first of --weights.")
    private @Nullable Path images;

    @Option(names = "--overwrite", description = "Replace an existing file of --images.")
    private boolean overwrite;

    /**
     * Checks that the image can be written, before the evaluation.
     *
     * @return what receives the predictions that will be drawn
     * @throws IOException with the reason if it cannot be written
     */
    ScenePredictions open(CommandSpec spec) throws IOException {
        Path file = images;
        if (file == null) {
            if (overwrite) {
                throw new ParameterException(spec.commandLine(), "--overwrite is for --images, which is missing");
            }
            return new ScenePredictions(0);
        }
        if (!String.valueOf(file.getFileName()).endsWith(".png")) {
            throw new ParameterException(spec.commandLine(), "--images must end in .png, not " + file);
        }
        if (!overwrite) {
            OutputFile.requireAbsent(file, "replace it with --overwrite, or name another file");
        }
        OutputFile.requireFolderOf(file);
        return new ScenePredictions(SCENES);
    }

    /**
     * Writes the image, if one was asked for.
     *
     * @return a line about it
     */
    Optional<String> write(ScenePredictions predictions, Path weights) throws IOException {
        Path file = images;
        if (file == null) {
            return Optional.empty();
        }
        OutputFile.createFolderOf(file);
        DenseSheet.write(file, predictions.scenes());
        return Optional.of(file + ": " + predictions.scenes().size() + " test scenes, predicted by " + weights);
    }
}
