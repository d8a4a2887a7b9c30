package dev.pixio.cli.pretrain;

import dev.pixio.cli.option.ModelHeadsOptions;
import dev.pixio.cli.training.RunFolderOptions;
import dev.pixio.io.RunFiles;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.WarmStart;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which run a training is: its folder, whether it begins or continues, its base settings, and the weights it starts from. */
final class RunOptions {

    private static final String STARTING = "--out, --recipe, --config or --init";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "Base settings: first, quick, lightly, paper, dense or mae (default: first).")
    private @Nullable String recipe;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Base settings: the config.yaml of a run, or the run's folder; or a file with some of its settings,"
                            + " of which the recipe (first if it names none) has the others.")
    private @Nullable Path config;

    @Mixin
    private RunFolderOptions folder = new RunFolderOptions();

    @Option(
            names = "--init",
            paramLabel = "PATH",
            description =
                    "Start from the weights of a run, checkpoint or file of any supported library. Weights that do not"
                            + " fit the plan are adapted or initialised, and listed.")
    private @Nullable Path init;

    @Mixin
    private ModelHeadsOptions initHeads = new ModelHeadsOptions();

    /** The folder of the run. */
    RunFolderOptions folder() {
        return folder;
    }

    /** The attention heads of the weights of --init. */
    ModelHeadsOptions initHeads() {
        return initHeads;
    }

    /**
     * The base settings: those of a file, or else of the recipe; and the weights of --init.
     *
     * @throws IllegalArgumentException if there is no such recipe
     */
    TrainingPlanBuilder base(Optional<TrainingPlan> file) {
        TrainingPlanBuilder builder = file.map(TrainingPlanBuilder::new)
                .orElseGet(() -> TrainingPlan.recipe(recipe == null ? Recipe.FIRST.toString() : recipe));
        if (init != null) {
            builder.init(init.toString());
        }
        return builder;
    }

    /**
     * The plan with the options of the encoder in the weights of --init: LayerScale, registers, gated MLPs and rotary positions. A
     * resumed run has them in its settings.
     *
     * @param registers number of registers that was given
     * @throws IOException if the weights cannot be read
     */
    TrainingPlan withInitOptions(TrainingPlan plan, Optional<Path> resumed, OptionalInt registers) throws IOException {
        boolean fromRun = resumed.isPresent() && recipe == null && config == null;
        if (plan.init().isEmpty() || fromRun || !Files.exists(Path.of(plan.init()))) {
            return plan;
        }
        try (PointerScope scope = new PointerScope()) {
            ModelFile file =
                    ModelFile.open(Path.of(plan.init()), initHeads.apply(WeightHints.NONE.withPlan(plan.model())));
            return new TrainingPlanBuilder(plan)
                    .model(WarmStart.withOptionsOf(file, plan.model(), registers))
                    .build();
        }
    }

    /** Whether the base settings are those of a file. */
    boolean givesConfig() {
        return config != null;
    }

    /** The settings that options override. A restarted job gives all options again, so its base is the recipe. */
    Optional<TrainingPlan> planFile(Optional<Path> resumed) throws IOException {
        if (resumed.isPresent() && recipe == null && config == null) {
            return Optional.of(PlanFile.read(RunFolder.open(resumed.get()).config()));
        }
        return config == null ? Optional.empty() : Optional.of(PlanFile.read(config));
    }

    /**
     * Refuses options about the weights of --init where there are none. A resumed run has its weights already.
     *
     * @param frozen the option that freezes weights, if one is given
     * @throws ParameterException if there are such options
     */
    void requireInit(TrainingPlan plan, Optional<Path> resumed, Optional<String> frozen) {
        boolean continued = resumed.isPresent()
                && Files.exists(
                        new RunFolder(resumed.get()).checkpoints().path().resolve(RunFiles.LATEST));
        Optional<String> heads = initHeads.given();
        if (heads.isPresent() && (plan.init().isEmpty() || (continued && init == null))) {
            throw bad(heads.get()
                    + (continued
                            ? " is for the weights of --init, and the run has its own already: leave it out"
                            : " is for the weights of --init, which is missing; --model and --decoder set the heads of new"
                                    + " weights"));
        }
        if (frozen.isPresent() && plan.init().isEmpty() && !continued) {
            throw bad(frozen.get()
                    + " is for the weights of --init, which is missing: new weights would stay as they are");
        }
    }

    /**
     * Refuses options that contradict each other.
     *
     * @throws ParameterException if there are such
     */
    void validate() {
        if (recipe != null && config != null) {
            throw bad("--recipe and --config cannot be combined");
        }
        folder.require(spec, STARTING, startsAnother());
    }

    private ParameterException bad(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private boolean startsAnother() {
        return config != null || recipe != null || init != null;
    }

    /** The folder of the run to resume; empty if a run begins. */
    Optional<Path> resumed() {
        return folder.resumed(spec, STARTING, startsAnother());
    }
}
