package dev.pixio.cli.option;

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
public final class RunOptions {

    /** The value of --resume without a run; no folder can have this name. */
    private static final String RESUME_OUT = "\0out";

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

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the run (default: runs/<time>-<recipe>). An existing run is not overwritten.")
    private @Nullable Path out;

    @Option(names = "--overwrite", description = "Replace an existing run in --out.")
    private boolean overwrite;

    @Option(
            names = "--init",
            paramLabel = "PATH",
            description =
                    "Start from the weights of a run, checkpoint or file of any supported library. Weights that do not"
                            + " fit the plan are adapted or initialised, and listed.")
    private @Nullable Path init;

    @Mixin
    private ModelHeadsOptions initHeads = new ModelHeadsOptions();

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            arity = "0..1",
            fallbackValue = RESUME_OUT,
            description =
                    "Resume a run from its newest undamaged checkpoint, as if it had not been interrupted. Other options"
                            + " change its settings where that is possible; changes are listed. Without RUN: resume the run in"
                            + " --out, or start it if there is none.")
    private @Nullable String resume;

    /** The folder of the run, if it is given. */
    public Optional<Path> out() {
        return Optional.ofNullable(out);
    }

    /** Whether an existing run in that folder is replaced. */
    public boolean overwrites() {
        return overwrite;
    }

    /** The attention heads of the weights of --init. */
    public ModelHeadsOptions initHeads() {
        return initHeads;
    }

    /**
     * The base settings: those of a file, or else of the recipe; and the weights of --init.
     *
     * @throws IllegalArgumentException if there is no such recipe
     */
    public TrainingPlanBuilder base(Optional<TrainingPlan> file) {
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
    public TrainingPlan withInitOptions(TrainingPlan plan, Optional<Path> resumed, OptionalInt registers)
            throws IOException {
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

    /** The settings that options override. A restarted job gives all options again, so its base is the recipe. */
    public Optional<TrainingPlan> planFile(Optional<Path> resumed) throws IOException {
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
    public void requireInit(TrainingPlan plan, Optional<Path> resumed, Optional<String> frozen) {
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
    public void validate() {
        if (recipe != null && config != null) {
            throw bad("--recipe and --config cannot be combined");
        }
        if (out != null && Files.isRegularFile(out)) {
            throw bad("--out is the folder of the run, and " + out + " is a file");
        }
        if (resume == null) {
            return;
        }
        if (overwrite) {
            throw bad("--resume and --overwrite cannot be combined: --overwrite deletes the run");
        }
        if (resume.equals(RESUME_OUT) && out == null) {
            throw bad("--resume without RUN resumes the run in --out, which is missing");
        }
        if (!resume.equals(RESUME_OUT) && (out != null || config != null || recipe != null || init != null)) {
            throw bad(
                    "--resume RUN cannot be combined with --out, --recipe, --config or --init, which start another run");
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The folder of the run to resume; empty if a run begins. */
    public Optional<Path> resumed() {
        if (resume == null) {
            return Optional.empty();
        }
        return resume.equals(RESUME_OUT)
                ? Optional.ofNullable(out).filter(RunFolder::isRun)
                : Optional.of(Path.of(resume));
    }
}
