package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.option.DataOptions;
import dev.pixio.cli.option.LearningOptions;
import dev.pixio.cli.option.MachineOptions;
import dev.pixio.cli.option.ModelOptions;
import dev.pixio.cli.option.NonFiniteOptions;
import dev.pixio.cli.option.SavingOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.eval.ReconstructionListener;
import dev.pixio.scene.SceneSource;
import dev.pixio.train.Trainer;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.DataPlan;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio pretrain}. */
@Command(
        name = "pretrain",
        abbreviateSynopsis = true,
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Trains a vision transformer on unlabelled images, by masking most of each and painting it again.",
            "",
            "Without options it learns from built-in scenes by the recipe 'quick', a few minutes on a CPU. What is not"
                    + " set comes from the recipe; 'pixio models' lists them."
        },
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: the run is complete",
            "1: it failed; the message says why",
            "2: bad usage",
            "130: interrupted by Ctrl-C, with a checkpoint written (143 after kill, 129 when the terminal is closed)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio pretrain",
            "  pixio pretrain --data ~/photos --recipe lightly --batch-size 64 --out runs/mine",
            "  pixio pretrain --data ~/photos --recipe paper --model b --epochs 100 --out runs/paper-b",
            "  pixio pretrain --config runs/mine/config.yaml --out runs/again",
            "  pixio pretrain --resume runs/mine",
            "  pixio pretrain --data ~/photos --recipe lightly --out runs/job --resume   (a job that is started again)"
        })
public final class PretrainCommand implements Callable<Integer> {

    /** Rows of a sheet of reconstructions. */
    private static final int SHOWN = 6;

    /** Scenes that are shown, never learned from: their seed is far from every seed that somebody types. */
    private static final long SHOWN_SCENES = 0x5EED_0F_5CE4E5L;

    /** What --resume is without a value: no folder can have this name. */
    private static final String RESUME_OUT = "\0out";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            description = "Settings to begin with: quick, lightly, paper, dense or mae (default: quick).")
    private @Nullable String recipe;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings to begin with: the config.yaml of a run.")
    private @Nullable Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the run (default: runs/ and the time). One that holds a run is not overwritten.")
    private @Nullable Path out;

    @Option(names = "--overwrite", description = "Replace the run in --out, if it holds one.")
    private boolean overwrite;

    @Option(
            names = "--init",
            paramLabel = "PATH",
            description =
                    "Begin with the weights of a run or file, of any library, and not with new ones; what does not fit"
                            + " the plan is adapted or begins anew, and is said.")
    private @Nullable Path init;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            arity = "0..1",
            fallbackValue = RESUME_OUT,
            description =
                    "Go on with a run at its newest checkpoint that is not damaged, as if it had not been broken off."
                            + " Other options change its settings where that makes no other run of it, and are listed. Without"
                            + " RUN: go on with the run in --out if there is one, and begin it there if not.")
    private @Nullable String resume;

    @Option(
            names = "--json",
            description = "Print a JSON object a line instead: start, each step, events, what is saved, end.")
    private boolean json;

    @Option(names = "--quiet", description = "Print nothing but warnings and the last lines.")
    private boolean quiet;

    @ArgGroup(exclusive = false, heading = "%nImages:%n", order = 1)
    private DataOptions data = new DataOptions();

    @ArgGroup(exclusive = false, heading = "%nModel:%n", order = 2)
    private ModelOptions model = new ModelOptions();

    @ArgGroup(exclusive = false, heading = "%nLearning:%n", order = 3)
    private LearningOptions learning = new LearningOptions();

    @ArgGroup(exclusive = false, heading = "%nMachine:%n", order = 4)
    private MachineOptions machine = new MachineOptions();

    @ArgGroup(exclusive = false, heading = "%nSaving:%n", order = 5)
    private SavingOptions saving = new SavingOptions();

    @ArgGroup(exclusive = false, heading = "%nGuarding:%n", order = 6)
    private NonFiniteOptions guard = new NonFiniteOptions();

    @ArgGroup(exclusive = false, heading = "%nProbing:%n", order = 7)
    private ProbeOptions probes = new ProbeOptions();

    @ArgGroup(exclusive = false, heading = "%nWatching:%n", order = 8)
    private MonitorOptions monitoring = new MonitorOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        validate();
        PrintWriter messages = spec.commandLine().getOut();
        PrintWriter aside = json ? spec.commandLine().getErr() : messages; // nothing but JSON among JSON
        Optional<Path> resumed = resumed();
        TrainingPlan plan = plan(resumed);
        TrainerFactory start = new TrainerFactory(resumed, Optional.ofNullable(out), overwrite);
        try (ImageSource images = open(plan.data(), plan);
                ImageSource shown = plan.data().drawsScenes() ? scenes(plan, SHOWN_SCENES, SHOWN) : images;
                ReconstructionListener reconstructions = new ReconstructionListener(shown, SHOWN);
                MonitorListeners monitors = monitors(aside);
                RunProbes probing = probing(plan, quiet || json ? new PrintWriter(Writer.nullWriter()) : messages)) {
            Trainer trainer = start.trainer(plan, images);
            trainer.listen(reconstructions);
            if (json) {
                trainer.listen(new JsonPrinter(messages));
            } else if (!quiet) {
                start.warm().ifPresent(warm -> trainer.listen(new WarmStartPrinter(messages, warm)));
                trainer.listen(new PlanPrinter(messages)).listen(new ProgressPrinter(StatusLine.on(messages)));
            }
            probing.watch(trainer);
            monitors.watch(trainer); // after those who draw what they show
            if (!json) {
                trainer.listen(new SummaryPrinter(messages, trainer.folder()));
            }
            int code = run(trainer);
            if (code == 0) {
                monitoring.keep(aside);
            }
            return code;
        }
    }

    private int run(Trainer trainer) throws IOException, InterruptedException {
        SignalHandler interrupt = new SignalHandler(
                trainer::stop, spec.commandLine().getErr(), "stopping after this step, with a checkpoint");
        try (interrupt) {
            TrainingResult result = trainer.run();
            // A signal that comes after the last step has stopped nothing.
            return result.ending() == TrainingResult.Ending.COMPLETE ? 0 : interrupt.exitCode(0);
        }
    }

    private void validate() {
        if (recipe != null && config != null) {
            throw bad("--recipe and --config cannot both be what a run begins with");
        }
        if (resume == null) {
            return;
        }
        if (overwrite) {
            throw bad("--resume goes on with a run, and --overwrite would delete it");
        }
        if (resume.equals(RESUME_OUT) && out == null) {
            throw bad("--resume without a run goes on with that in --out, which is missing");
        }
        if (!resume.equals(RESUME_OUT) && (out != null || config != null || recipe != null || init != null)) {
            throw bad("--resume RUN goes on with that run: --out, --recipe, --config and --init begin another");
        }
    }

    private ParameterException bad(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** The folder of the run to go on with. */
    private Optional<Path> resumed() {
        if (resume == null) {
            return Optional.empty();
        }
        return resume.equals(RESUME_OUT)
                ? Optional.ofNullable(out).filter(RunFolder::isRun)
                : Optional.of(Path.of(resume));
    }

    private TrainingPlan plan(Optional<Path> resumed) throws IOException {
        try {
            TrainingPlanBuilder builder = beginning(resumed);
            data.apply(builder);
            model.apply(builder);
            learning.apply(builder);
            machine.apply(builder);
            saving.apply(builder);
            guard.apply(builder);
            if (init != null) {
                builder.init(init.toString());
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The settings below those that are typed: a job that is started again types all of them again. */
    private TrainingPlanBuilder beginning(Optional<Path> resumed) throws IOException {
        if (resumed.isPresent() && recipe == null && config == null) {
            return new TrainingPlanBuilder(
                    PlanFile.read(RunFolder.open(resumed.get()).config()));
        }
        return config != null
                ? new TrainingPlanBuilder(PlanFile.read(config))
                : TrainingPlan.recipe(recipe == null ? "quick" : recipe);
    }

    private RunProbes probing(TrainingPlan plan, PrintWriter messages) throws IOException {
        try {
            return probes.open(plan, messages);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private MonitorListeners monitors(PrintWriter aside) throws IOException {
        try {
            return monitoring.open(aside);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ImageSource open(DataPlan data, TrainingPlan plan) throws IOException {
        return data.drawsScenes()
                ? scenes(plan, plan.seed(), data.scenes())
                : IndexPrinter.open(
                        data.folder(),
                        quiet || json
                                ? new PrintWriter(Writer.nullWriter())
                                : spec.commandLine().getOut());
    }

    /** Scenes a quarter larger than the model's images, so that a crop of most of one needs no enlarging. */
    private static ImageSource scenes(TrainingPlan plan, long seed, int count) {
        int side = Math.max(plan.model().grid().height(), plan.model().grid().width());
        return new SceneSource(seed, count, side * 5 / 4);
    }
}
