package dev.pixio.cli.pretrain;

import dev.pixio.cli.channel.ChannelOptions;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.data.CurationOptions;
import dev.pixio.cli.launch.GroupCommand;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.cli.option.DataOptions;
import dev.pixio.cli.option.MachineOptions;
import dev.pixio.cli.option.ModelOptions;
import dev.pixio.cli.option.NonFiniteOptions;
import dev.pixio.cli.option.SavingOptions;
import dev.pixio.cli.option.TrainingOptions;
import dev.pixio.cli.training.FollowerTraining;
import dev.pixio.cli.training.MonitorListeners;
import dev.pixio.cli.training.MonitorOptions;
import dev.pixio.cli.training.ProgressPrinter;
import dev.pixio.cli.training.SavedRun;
import dev.pixio.data.ImageSource;
import dev.pixio.eval.FeatureMapListener;
import dev.pixio.eval.ReconstructionListener;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.Trainer;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "Without options it trains on built-in scenes with the recipe 'first', a few minutes on a CPU. Settings"
                    + " that are not given come from the recipe; 'pixio models' lists the recipes."
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

    /** Images whose features are drawn at each checkpoint. */
    private static final int VIEWED = 4;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(
            names = "--json",
            description = "Print one JSON object per line instead: start, steps, events, checkpoints, evaluation, end.")
    private boolean json;

    @Option(names = "--quiet", description = "Print only warnings and the summary.")
    private boolean quiet;

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private CurationOptions curation = new CurationOptions();

    @Mixin
    private ChannelOptions channels = new ChannelOptions();

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
        run.validate();
        GroupOptions options = RefusedOption.named(spec, processes::options);
        return processes.run(spec, group -> group.isFirst() ? lead(group, options) : follow(group, options));
    }

    /** A process that writes nothing and has the plan of process 0 if a run is resumed. */
    private int follow(ProcessGroup group, GroupOptions options) throws IOException, InterruptedException {
        Optional<TrainingPlan> received = SharedPlan.receive(group);
        TrainingPlan plan = received.isPresent() ? received.get() : plan(Optional.empty());
        Libtorch.device(plan.machine().device());
        probes.requireSame(group);
        Set<Path> outputs = run.folder().out().map(Set::of).orElse(Set.of());
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        try (ImageSource images = RefusedOption.opened(
                        spec,
                        () -> TrainingImages.open(
                                plan, data.settings(plan.data()).withOutputs(outputs), nowhere));
                FollowedProbes followed = RefusedOption.opened(spec, () -> probes.follow(plan, outputs, group))) {
            return FollowerTraining.run(Trainer.follower(plan, images, group, options), followed::attach, group);
        }
    }

    private int lead(ProcessGroup group, GroupOptions options) throws IOException, InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        PrintWriter monitorNotices = json ? spec.commandLine().getErr() : stdout; // with --json, stdout has only JSON
        Optional<Path> resumed = run.resumed();
        TrainingPlan wanted = plan(resumed);
        Optional<FirstRunLength> length = length(wanted, resumed, group);
        TrainingPlan plan = length.isPresent() ? length.get().apply(wanted) : wanted;
        SharedPlan.send(group, resumed.isPresent() ? Optional.of(plan) : Optional.empty());
        probes.requireSame(group);
        Set<Path> outputs = resumed.or(run.folder()::out).map(Set::of).orElse(Set.of());
        TrainerFactory start = new TrainerFactory(
                resumed, run.folder(), run.initHeads(), spec.commandLine().getErr());
        try (ImageSource images = RefusedOption.opened(
                        spec,
                        () -> TrainingImages.open(
                                plan, data.settings(plan.data()).withOutputs(outputs), notices()));
                ImageSource samples = TrainingImages.reconstructed(plan, images, RECONSTRUCTED);
                ImageSource viewed = TrainingImages.viewed(plan, samples, VIEWED);
                ReconstructionListener reconstructions = new ReconstructionListener(samples, RECONSTRUCTED);
                FeatureMapListener features = new FeatureMapListener(viewed, VIEWED);
                MonitorListeners monitors = RefusedOption.opened(spec, () -> monitoring.open(monitorNotices));
                RunProbes runProbes = RefusedOption.opened(spec, () -> probes.open(plan, outputs, notices(), group))) {
            Trainer trainer = start.trainer(plan, images).together(group, options);
            SavedRun saved = new SavedRun();
            trainer.listen(saved).listen(reconstructions).listen(features);
            runProbes.attachGain(trainer); // before the listeners that show its result
            if (json) {
                trainer.listen(new JsonPrinter(stdout, runProbes::gain));
            } else if (!quiet) {
                start.warm().ifPresent(warm -> trainer.listen(new WarmStartPrinter(stdout, warm)));
                trainer.listen(new PlanPrinter(stdout, group.size(), length.map(FirstRunLength::note)))
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

    private TrainingPlan plan(Optional<Path> resumed) throws IOException {
        Optional<TrainingPlan> file = run.planFile(resumed);
        TrainingPlan plan = RefusedOption.named(spec, () -> withOptions(file));
        RefusedOption.named(spec, () -> run.initHeads().apply(WeightHints.NONE));
        run.requireInit(plan, resumed, training.freezing());
        boolean begun = resumed.isPresent() && file.isEmpty() && !training.givesEpochs();
        return run.withInitOptions(
                begun ? FirstRunLength.asBegun(plan, resumed.get()) : plan, resumed, model.registers());
    }

    /** The length of a new run in one process whose number of epochs comes from the recipe, if it is not that of the recipe. */
    private Optional<FirstRunLength> length(TrainingPlan plan, Optional<Path> resumed, ProcessGroup group) {
        boolean chosen = training.givesEpochs() || run.givesConfig() || resumed.isPresent();
        return chosen || !group.isAlone() ? Optional.empty() : FirstRunLength.of(plan);
    }

    private TrainingPlan withOptions(Optional<TrainingPlan> file) {
        TrainingPlanBuilder builder = run.base(file);
        data.apply(builder);
        builder.data(builder.data().withCuration(curation.apply(builder.data().curation())));
        channels.apply(builder);
        model.apply(builder);
        training.apply(builder);
        machine.apply(builder);
        saving.apply(builder);
        nonFinite.apply(builder);
        return builder.build();
    }

    /** Receives what is said about images and probes; hidden with --quiet and --json. */
    private PrintWriter notices() {
        return quiet || json
                ? new PrintWriter(Writer.nullWriter())
                : spec.commandLine().getOut();
    }
}
