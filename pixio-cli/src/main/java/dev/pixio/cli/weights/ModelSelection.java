package dev.pixio.cli.weights;

import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import dev.pixio.train.plan.Recipe;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which models {@code pixio models} computes something for, with how many images, and how it is printed. */
final class ModelSelection {

    @Option(
            names = "--model",
            paramLabel = "NAME",
            split = ",",
            description = "Only these encoders, by name or as width x depth x heads (192x6x3) (default: all).")
    private List<String> models = List.of();

    @Option(names = "--recipe", paramLabel = "NAME", split = ",", description = "The models of these recipes instead.")
    private List<String> recipes = List.of();

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            description =
                    "Images of each process in a step (default: 64 with --scaling, that of the recipe or 256 with --device).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            description =
                    "Image size, such as 256, or 192x320 with the height first (default: 256, or that of the recipe).")
    private @Nullable String imageSize;

    @Option(names = "--json", description = "Print one JSON object instead.")
    private boolean json;

    /**
     * A model.
     *
     * @param name of the encoder or of the recipe
     * @param batchSize of the recipe; 256 for an encoder
     */
    record Named(String name, PixioConfig config, int batchSize) {}

    /** @throws IllegalArgumentException if an option is not valid */
    List<Named> selected() {
        if (!models.isEmpty() && !recipes.isEmpty()) {
            throw new IllegalArgumentException("--model and --recipe cannot be combined");
        }
        if (!recipes.isEmpty()) {
            return recipes.stream()
                    .map(Recipe::find)
                    .map(recipe -> new Named(recipe.toString(), sized(recipe.model()), recipe.batchSize()))
                    .toList();
        }
        List<ModelCatalog.Entry> entries = models.isEmpty()
                ? ModelCatalog.entries()
                : models.stream().map(ModelCatalog::find).toList();
        return entries.stream()
                .map(entry -> new Named(entry.name(), sized(ModelsCommand.pretraining(entry.encoder())), 256))
                .toList();
    }

    private PixioConfig sized(PixioConfig model) {
        if (imageSize == null) {
            return model;
        }
        ImageSize size = ImageSize.parse(imageSize);
        PatchGrid grid = model.grid();
        return model.withGrid(new PatchGrid(size.height(), size.width(), grid.channels(), grid.patchSize()));
    }

    /** @throws IllegalArgumentException if it is less than 1 */
    OptionalInt batchSize() {
        if (batchSize == null) {
            return OptionalInt.empty();
        }
        Require.that(batchSize >= 1, "--batch-size must be at least 1", batchSize);
        return OptionalInt.of(batchSize);
    }

    boolean json() {
        return json;
    }
}
