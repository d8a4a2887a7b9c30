package dev.pixio.cli.pretrain;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.launch.GroupCommand;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.cli.option.DataOptions;
import dev.pixio.cli.option.MachineOptions;
import dev.pixio.cli.option.ModelHeadsOptions;
import dev.pixio.cli.option.ModelOptions;
import dev.pixio.cli.option.NonFiniteOptions;
import dev.pixio.cli.option.SavingOptions;
import dev.pixio.cli.option.TrainingOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.eval.ReconstructionListener;
import dev.pixio.io.RunFiles;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.Trainer;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.Recipe;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio pretrain}. */
@Command(
        name = "pretrain",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Pre-trains a vision transformer on images without labels: masks most patches of each image and trains an"
                    + " encoder and a decoder to reconstruct them.",
            "",
            "Without options it trains on built-in scenes with the recipe 'first', a few minutes on a CPU. Settings that are"
                    + " not given come from the recipe; 'pixio models' lists the recipes."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0: the run is complete",
            "1: failed, with a message",
            "2: wrong usage",
            "130: interrupted by Ctrl-C, checkpoint saved (143 by SIGTERM, 129 if the terminal was closed)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio pretrain",
            "  pixio pretrain --data ~/photos --recipe lightly --out runs/mine",
            "  pixio pretrain --data ~/photos --recipe paper --model b --out runs/paper-b",
            "  pixio pretrain --config runs/mine/config.yaml --out runs/again",
            "  pixio pretrain --resume runs/mine",
            "",
            "A job that may be restarted:",
            "  pixio pretrain --data ~/photos --recipe lightly --out runs/job --resume"
        })
public final class PretrainCommand implements Callable<Integer>, GroupCommand {

    /** Images that are reconstructed at each checkpoint. */
    private static final int RECONSTRUCTED = 6;

    /** The value of --resume without a run; no folder can have this name. */
    private static final String RESUME_OUT = "\0out";

    @Spec
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

    @Option(
            names = "--json",
            description = "Print one JSON object per line instead: start, steps, events, checkpoints, evaluation, end.")
    private boolean json;

    @Option(names = "--quiet", description = "Print only warnings and the summary.")
    private boolean quiet;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private TrainingOptions training = new TrainingOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Mixin
    private SavingOptions saving = new SavingOptions();

    @Mixin
    private NonFiniteOptions nonFinite = new NonFiniteOptions();

    @Mixin
    private ProcessOptions processes = new ProcessOptions();

    @Mixin
    private ProbeOptions probes = new ProbeOptions();

    @Mixin
    private MonitorOptions monitoring = new MonitorOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        validate();
        GroupOptions options = RefusedOption.named(spec, processes::options);
        return processes.run(spec, group -> group.isFirst() ? lead(group, options) : follow(group, options));
    }

    /** A process that writes nothing and has the plan of process 0 if a run is resumed. */
    private int follow(ProcessGroup group, GroupOptions options) throws IOException, InterruptedException {
        Optional<TrainingPlan> received = SharedPlan.receive(group);
        TrainingPlan plan = received.isPresent() ? received.get() : plan(Optional.empty());
        Libtorch.device(plan.machine().device());
        probes.requireSame(group);
        Set<Path> outputs = out == null ? Set.of() : Set.of(out);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        try (ImageSource images = TrainingImages.open(plan, outputs, nowhere);
                FollowedProbes followed = usage(() -> probes.follow(plan, outputs, group))) {
            return FollowerTraining.run(plan, images, followed, group, options);
        }
    }

    private int lead(ProcessGroup group, GroupOptions options) throws IOException, InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter monitorNotices = json ? spec.commandLine().getErr() : stdout; // with --json, stdout has only JSON
        Optional<Path> resumed = resumed();
        TrainingPlan plan = plan(resumed);
        SharedPlan.send(group, resumed.isPresent() ? Optional.of(plan) : Optional.empty());
        probes.requireSame(group);
        Set<Path> outputs =
                resumed.or(() -> Optional.ofNullable(out)).map(Set::of).orElse(Set.of());
        TrainerFactory start = new TrainerFactory(
                resumed,
                Optional.ofNullable(out),
                overwrite,
                initHeads,
                spec.commandLine().getErr());
        try (ImageSource images = TrainingImages.open(plan, outputs, notices());
                ImageSource samples = TrainingImages.reconstructed(plan, images, RECONSTRUCTED);
                ReconstructionListener reconstructions = new ReconstructionListener(samples, RECONSTRUCTED);
                MonitorListeners monitors = usage(() -> monitoring.open(monitorNotices));
                RunProbes runProbes = usage(() -> probes.open(plan, outputs, notices(), group))) {
            Trainer trainer = start.trainer(plan, images).together(group, options);
            SavedRun saved = new SavedRun();
            trainer.listen(saved).listen(reconstructions);
            runProbes.attachGain(trainer); // before the listeners that show its result
            if (json) {
                trainer.listen(new JsonPrinter(stdout, runProbes::gain));
            } else if (!quiet) {
                start.warm().ifPresent(warm -> trainer.listen(new WarmStartPrinter(stdout, warm)));
                trainer.listen(new PlanPrinter(stdout, group.size()))
                        .listen(new ProgressPrinter(StatusLine.on(stdout)));
            }
            runProbes.attach(trainer);
            monitors.attach(trainer); // after the listeners whose files they show
            if (!json) {
                trainer.listen(new SummaryPrinter(stdout, trainer.folder(), runProbes::gain));
            }
            int code = run(trainer, runProbes, saved, group);
            if (code == 0) {
                monitoring.keep(monitorNotices);
            }
            return code;
        }
    }

    private int run(Trainer trainer, RunProbes runProbes, SavedRun saved, ProcessGroup group)
            throws IOException, InterruptedException {
        Runnable stop = () -> {
            trainer.stop();
            runProbes.stop();
        };
        SignalHandler interrupt = new SignalHandler(stop, spec.commandLine().getErr(), saved::afterSignal);
        try (interrupt) {
            ProcessOptions.afterLauncher(stop);
            TrainingResult result = trainer.run();
            return FollowerTraining.exitCode(result, interrupt, group);
        }
    }

    private void validate() {
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

    /** The folder of the run to resume. */
    private Optional<Path> resumed() {
        if (resume == null) {
            return Optional.empty();
        }
        return resume.equals(RESUME_OUT)
                ? Optional.ofNullable(out).filter(RunFolder::isRun)
                : Optional.of(Path.of(resume));
    }

    private TrainingPlan plan(Optional<Path> resumed) throws IOException {
        Optional<TrainingPlan> file = planFile(resumed);
        TrainingPlan plan = RefusedOption.named(spec, () -> withOptions(file));
        RefusedOption.named(spec, () -> initHeads.apply(WeightHints.NONE));
        requireInit(plan, resumed);
        return plan;
    }

    private TrainingPlan withOptions(Optional<TrainingPlan> file) {
        TrainingPlanBuilder builder = file.map(TrainingPlanBuilder::new)
                .orElseGet(() -> TrainingPlan.recipe(recipe == null ? Recipe.FIRST.toString() : recipe));
        data.apply(builder);
        model.apply(builder);
        training.apply(builder);
        machine.apply(builder);
        saving.apply(builder);
        nonFinite.apply(builder);
        if (init != null) {
            builder.init(init.toString());
        }
        return builder.build();
    }

    /** Refuses options about the weights of --init where there are none. A resumed run has its weights already. */
    private void requireInit(TrainingPlan plan, Optional<Path> resumed) {
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
        Optional<String> frozen = training.freezing();
        if (frozen.isPresent() && plan.init().isEmpty() && !continued) {
            throw bad(frozen.get()
                    + " is for the weights of --init, which is missing: new weights would stay as they are");
        }
    }

    /** The settings that options override. A restarted job gives all options again, so its base is the recipe. */
    private Optional<TrainingPlan> planFile(Optional<Path> resumed) throws IOException {
        if (resumed.isPresent() && recipe == null && config == null) {
            return Optional.of(PlanFile.read(RunFolder.open(resumed.get()).config()));
        }
        return config == null ? Optional.empty() : Optional.of(PlanFile.read(config));
    }

    /** Receives what is said about images and probes; hidden with --quiet and --json. */
    private PrintWriter notices() {
        return quiet || json
                ? new PrintWriter(Writer.nullWriter())
                : spec.commandLine().getOut();
    }

    /** Opens something that options, or variables of the environment, describe. */
    private interface Opening<T> {
        T open() throws IOException;
    }

    private <T> T usage(Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
