package dev.pixio.cli.finetune;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.cli.option.MachineOptions;
import dev.pixio.cli.option.NonFiniteOptions;
import dev.pixio.cli.option.SavingOptions;
import dev.pixio.cli.training.FollowerTraining;
import dev.pixio.cli.training.MonitorListeners;
import dev.pixio.cli.training.MonitorOptions;
import dev.pixio.cli.training.ProgressPrinter;
import dev.pixio.cli.training.ResumedFolder;
import dev.pixio.cli.training.RunFolderOptions;
import dev.pixio.cli.training.SavedRun;
import dev.pixio.downstream.finetune.FineTunedModels;
import dev.pixio.downstream.finetune.FineTuning;
import dev.pixio.downstream.finetune.FineTuningData;
import dev.pixio.downstream.finetune.plan.FineTuningPlan;
import dev.pixio.downstream.finetune.plan.FineTuningPlanBuilder;
import dev.pixio.downstream.finetune.plan.FineTuningRecipe;
import dev.pixio.downstream.finetune.plan.InputSize;
import dev.pixio.downstream.finetune.plan.TaskKind;
import dev.pixio.downstream.finetune.validate.ValidationListener;
import dev.pixio.embed.EncoderInput;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.ResumePoint;
import dev.pixio.train.Trainer;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.listener.TrainingResult;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.SavingPlan;
import dev.pixio.train.plan.interval.CheckpointInterval;
import dev.pixio.train.run.RunFolder;
import dev.pixio.train.run.TrainingException;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that all tasks of {@code pixio finetune} share, and the run. */
final class FinetuneRun {

    @Mixin
    private RunFolderOptions folder = new RunFolderOptions();

    private Optional<Path> resume = Optional.empty(); // the run that is continued

    @Option(names = "--quiet", description = "Print only warnings and the result.")
    private boolean quiet;

    @Mixin
    private HeadsOption heads = new HeadsOption();

    @Mixin
    private FinetuneOptions options = new FinetuneOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Mixin
    private SavingOptions saving = new SavingOptions();

    @Mixin
    private NonFiniteOptions nonFinite = new NonFiniteOptions();

    @Mixin
    private ProcessOptions processes = new ProcessOptions();

    @Mixin
    private MonitorOptions monitoring = new MonitorOptions();

    /** Trains, and tests the best model; returns the exit code. */
    int run(TaskKind task, TaskOptions taskOptions, CommandSpec spec) throws IOException, InterruptedException {
        resume = folder.resumed(spec, "--out or --weights", options.hasWeights());
        if (resume.isEmpty() && !options.hasWeights()) {
            throw new ParameterException(
                    spec.commandLine(), "--weights is missing: the encoder to start from, such as a run");
        }
        GroupOptions group = RefusedOption.named(spec, processes::options);
        return processes.run(spec, members -> new Member(task, taskOptions, spec, members, group).run());
    }

    /** A process of the run. */
    private final class Member {

        private final TaskKind task;
        private final TaskOptions taskOptions;
        private final CommandSpec spec;
        private final ProcessGroup group;
        private final GroupOptions groupOptions;
        private final PrintWriter stdout;
        private List<String> init = List.of(); // how the weights of a new run were adapted
        private boolean leavesOutRandAugment;

        Member(TaskKind task, TaskOptions taskOptions, CommandSpec spec, ProcessGroup group, GroupOptions options) {
            this.task = task;
            this.taskOptions = taskOptions;
            this.spec = spec;
            this.group = group;
            this.groupOptions = options;
            this.stdout = spec.commandLine().getOut();
        }

        int run() throws IOException, InterruptedException {
            Optional<RunFolder> run =
                    resume.isEmpty() ? Optional.empty() : Optional.of(ResumedFolder.open(resume.get(), group));
            FineTuningPlan base = base(run);
            FineTuningPlan given = RefusedOption.named(spec, () -> plan(base));
            Libtorch.device(given.machine().device());
            Path weights = start(given, run);
            ModelFile encoder = ModelFile.open(weights, heads.apply(WeightHints.NONE));
            if (group.isFirst() && resume.isEmpty()) {
                AssumptionPrinter.print(
                        spec.commandLine().getErr(),
                        encoder.path(),
                        encoder.shape().encoderAssumptions());
            }
            ImageSize size = RefusedOption.named(spec, () -> {
                FineTuningPlan again = plan(base); // so that the option that is refused is found
                FineTunedModels.requireFits(again, encoder);
                return FineTunedModels.imageSize(again, encoder);
            });
            ImageInput input = EncoderInput.of(encoder);
            FineTuningPlan plan = RefusedOption.named(spec, () -> taskOptions.fitting(plan(base), input));
            leavesOutRandAugment =
                    given.augment().usesRandAugment() && !plan.augment().usesRandAugment();
            Set<Path> outputs = resume.or(folder::out).map(Set::of).orElse(Set.of());
            FineTuningData data = taskOptions.open(plan, size, input, outputs, notices());
            FineTuningPlan whole = withInterval(
                    new FineTuningPlanBuilder(plan)
                            .imageSize(InputSize.of(size))
                            .build(),
                    data);
            if (!group.isFirst()) {
                return FollowerTraining.run(
                        Trainer.follower(created(whole, data, encoder), group, groupOptions), trainer -> {}, group);
            }
            warn(whole, data);
            return lead(trainer(whole, data, encoder).together(group, groupOptions), whole, data);
        }

        private PrintWriter notices() {
            return quiet || !group.isFirst()
                    ? new PrintWriter(Writer.nullWriter())
                    : spec.commandLine().getErr();
        }

        /** Of an order that does not mix the classes; also with --quiet. */
        private void warn(FineTuningPlan plan, FineTuningData data) {
            PrintWriter err = spec.commandLine().getErr();
            data.supervision()
                    .classesPerBatch()
                    .flatMap(classes -> classes.warning(plan.data().shuffleBuffer()))
                    .ifPresent(line -> err.println("warning: " + line));
            err.flush();
        }

        /** The weights of --weights; of a run that has a checkpoint, its own: those that it began with may be gone. */
        private Path start(FineTuningPlan plan, Optional<RunFolder> run) throws IOException {
            Optional<Checkpoint> saved =
                    run.isEmpty() ? Optional.empty() : run.get().checkpoints().latest();
            return saved.map(Checkpoint::model).orElse(Path.of(plan.init()));
        }

        /** The settings without the options that were given. */
        private FineTuningPlan base(Optional<RunFolder> run) throws IOException {
            FineTuningPlan base = run.isEmpty()
                    ? FineTuningRecipe.plan(task)
                    : PlanFile.read(run.get().config(), FineTuningRecipe.plan(task), Map.of());
            if (base.task() != task) {
                throw new TrainingException(
                        "the run in " + run.get().path() + " is one of 'pixio " + base.command() + "'");
            }
            return base;
        }

        private FineTuningPlan plan(FineTuningPlan base) {
            FineTuningPlanBuilder builder = new FineTuningPlanBuilder(base);
            options.apply(base, builder);
            FineTuningPlan shared = builder.machine(machine.apply(base.machine()))
                    .saving(saving.apply(base.saving()))
                    .guard(nonFinite.apply(base.guard()))
                    .build();
            FineTuningPlanBuilder ofTask = new FineTuningPlanBuilder(shared);
            taskOptions.apply(shared, ofTask);
            return ofTask.build();
        }

        /** A checkpoint and a validation for each epoch, if no interval was given. */
        private FineTuningPlan withInterval(FineTuningPlan plan, FineTuningData data) {
            if (saving.hasInterval() || resume.isPresent()) {
                return plan;
            }
            SavingPlan given = plan.saving();
            long steps = Math.max(1, data.supervision().images().size() / plan.batchSize());
            return new FineTuningPlanBuilder(plan)
                    .saving(new SavingPlan(
                            CheckpointInterval.steps(steps),
                            given.keepLast(),
                            given.keepEvery(),
                            given.keepReconstructions(),
                            given.onWriteError()))
                    .build();
        }

        private FineTuning created(FineTuningPlan plan, FineTuningData data, ModelFile encoder) throws IOException {
            FineTunedModels.Started start = FineTunedModels.create(plan, encoder, data.task(), data.windows());
            init = new ArrayList<>(start.lines());
            if (leavesOutRandAugment) {
                init.add("RandAugment is left out: its operations are for 8-bit RGB images");
            }
            return new FineTuning(plan, start.model(), data.supervision());
        }

        private Trainer trainer(FineTuningPlan plan, FineTuningData data, ModelFile encoder) throws IOException {
            if (resume.isEmpty()) {
                FineTuning tuning = created(plan, data, encoder); // before the folder: wrong weights leave no empty run
                return new Trainer(tuning, folder.create(task.id()));
            }
            ResumePoint point = ResumePoint.of(
                    RunFolder.open(resume.get()), plan, data.supervision().images());
            Optional<Checkpoint> checkpoint = point.checkpoint();
            return checkpoint.isPresent()
                    ? Trainer.resume(
                            point,
                            new FineTuning(
                                    (FineTuningPlan) point.plan(),
                                    FineTunedModels.resumed(checkpoint.get()),
                                    data.supervision()))
                    : new Trainer(created(plan, data, encoder), point.folder());
        }

        private int lead(Trainer trainer, FineTuningPlan plan, FineTuningData data)
                throws IOException, InterruptedException {
            FinetunePrinter printer = new FinetunePrinter(stdout, quiet, init);
            SavedRun saved = new SavedRun();
            trainer.listen(saved).listen(printer);
            if (!quiet) {
                trainer.listen(new ProgressPrinter(StatusLine.on(stdout)));
            }
            data.validation()
                    .ifPresent(validator -> trainer.listen(new ValidationListener(
                            validator, plan.validation().patience(), trainer::finish, printer::validated)));
            SignalHandler interrupt =
                    new SignalHandler(trainer::stop, spec.commandLine().getErr(), saved::afterSignal);
            try (interrupt;
                    MonitorListeners monitors = monitoring.open(stdout)) {
                monitors.attach(trainer);
                ProcessOptions.afterLauncher(trainer::stop);
                TrainingResult result = trainer.run();
                int code = FollowerTraining.exitCode(result, interrupt, group);
                if (code == 0 && data.test().isPresent()) {
                    printer.tested(
                            trainer.folder(),
                            data.test().get(),
                            Libtorch.device(plan.machine().device()),
                            Precision.FP32);
                }
                if (code == 0) {
                    monitoring.keep(stdout);
                }
                return code;
            }
        }
    }
}
