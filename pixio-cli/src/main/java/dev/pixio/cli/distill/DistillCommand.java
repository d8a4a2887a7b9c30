package dev.pixio.cli.distill;

import dev.pixio.cli.console.AssumptionPrinter;
import dev.pixio.cli.console.IndexPrinter;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.console.SignalHandler;
import dev.pixio.cli.console.StatusLine;
import dev.pixio.cli.launch.GroupCommand;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.cli.option.DataOptions;
import dev.pixio.cli.option.HeadsOption;
import dev.pixio.cli.option.MachineOptions;
import dev.pixio.cli.option.NonFiniteOptions;
import dev.pixio.cli.option.SavingOptions;
import dev.pixio.cli.option.TrainingOptions;
import dev.pixio.cli.training.FollowerTraining;
import dev.pixio.cli.training.MonitorListeners;
import dev.pixio.cli.training.MonitorOptions;
import dev.pixio.cli.training.ProgressPrinter;
import dev.pixio.cli.training.ResumedFolder;
import dev.pixio.cli.training.RunFolderOptions;
import dev.pixio.data.ImageSource;
import dev.pixio.data.PagedSource;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.downstream.distill.Distillation;
import dev.pixio.downstream.distill.DistillationPlan;
import dev.pixio.downstream.distill.Student;
import dev.pixio.embed.EncoderInput;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.group.ProcessGroup;
import dev.pixio.train.ResumePoint;
import dev.pixio.train.Trainer;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.plan.PlanFile;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.plan.TrainingPlanBuilder;
import dev.pixio.train.run.RunFolder;
import dev.pixio.weights.ModelFile;
import dev.pixio.weights.config.WeightHints;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/** {@code pixio distill}. */
@Command(
        name = "distill",
        abbreviateSynopsis = true,
        modelTransformer = DistillOptions.class,
        mixinStandardHelpOptions = true,
        description = {
            "Trains smaller encoders to have the tokens of a larger one, on images without labels.",
            "",
            "The teacher is frozen, and its tokens are computed once for each batch; students are trained side by side. A"
                    + " student has the teacher's patches and class tokens. The loss is one minus the"
                    + " cosine of each token, after a projection to the teacher's width that is not used afterwards."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio distill --teacher runs/mine --student ti --data ~/photos --out runs/small",
            "  pixio distill --teacher pixio_vitb16.pth --student s --student ti --data ~/photos --out runs/two",
            "  pixio distill --resume runs/small"
        })
public final class DistillCommand implements Callable<Integer>, GroupCommand {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--teacher",
            paramLabel = "PATH",
            description = "Folder of a run or checkpoint, or a weight file of any library that pixio convert reads.")
    private @Nullable Path teacher;

    @Option(
            names = "--student",
            paramLabel = "NAME",
            description =
                    "Encoder to train: a name of 'pixio models', or width, depth and heads such as 192x6x3; may be"
                            + " repeated.")
    private List<String> students = List.of();

    @Mixin
    private RunFolderOptions folder = new RunFolderOptions();

    @Option(
            names = "--image-size",
            paramLabel = "N|HxW",
            description = "Image size, such as 256, or 192x320 with the height first; multiples of the teacher's patch"
                    + " size, whose positions are interpolated (default: the size that the teacher was trained at).")
    private @Nullable String imageSize;

    @Option(
            names = "--drop-path",
            paramLabel = "P",
            description = "Drop-path rate of a student's last block, linearly less before it (default: 0.1).")
    private @Nullable Double dropPath;

    @Option(
            names = "--mask-ratio",
            paramLabel = "SHARE",
            description = "Share of the patches that students do not see; the others are compared (default: 0).")
    private @Nullable Double maskRatio;

    @Option(names = "--quiet", description = "Print only warnings and the summary.")
    private boolean quiet;

    @Mixin
    private HeadsOption heads = new HeadsOption();

    @Mixin
    private DataOptions data = new DataOptions();

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
    private MonitorOptions monitoring = new MonitorOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<Path> resumed =
                folder.resumed(spec, "--out, --teacher or --student", teacher != null || !students.isEmpty());
        if (resumed.isEmpty() && (teacher == null || students.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(), "a distillation needs --teacher and --student, or --resume");
        }
        GroupOptions options = RefusedOption.named(spec, processes::options);
        return processes.run(spec, group -> run(resumed, group, options));
    }

    private int run(Optional<Path> resumed, ProcessGroup group, GroupOptions options)
            throws IOException, InterruptedException {
        Optional<DistillationPlan> saved =
                resumed.isEmpty() ? Optional.empty() : Optional.of(saved(ResumedFolder.open(resumed.get(), group)));
        WeightHints hints = RefusedOption.named(spec, () -> heads.apply(WeightHints.NONE));
        Path weights = saved.map(plan -> Path.of(plan.teacher())).orElseGet(() -> Objects.requireNonNull(teacher));
        ModelFile file = ModelFile.open(weights, hints);
        if (group.isFirst()) {
            AssumptionPrinter.print(
                    spec.commandLine().getErr(), file.path(), file.shape().encoderAssumptions());
        }
        DistillationPlan plan = RefusedOption.named(spec, () -> plan(saved, file.config()));
        Libtorch.device(plan.machine().device()); // before an existing run is deleted
        ImageInput input = EncoderInput.of(file);
        Set<Path> outputs = resumed.or(folder::out).map(Set::of).orElse(Set.of());
        try (ImageSource images = RefusedOption.opened(spec, () -> images(plan, input, outputs, group))) {
            if (!group.isFirst()) {
                Distillation distillation = distillation(plan, images, file, input);
                return FollowerTraining.run(Trainer.follower(distillation, group, options), trainer -> {}, group);
            }
            Optional<ResumePoint> point = resumed.isPresent()
                    ? Optional.of(ResumePoint.of(RunFolder.open(resumed.get()), plan, images))
                    : Optional.empty();
            DistillationPlan continued =
                    point.map(from -> (DistillationPlan) from.plan()).orElse(plan);
            Distillation distillation = distillation(continued, images, file, input);
            return lead(distillation, trainer(distillation, point).together(group, options), group);
        }
    }

    /** The first process, which writes the run. */
    private int lead(Distillation distillation, Trainer trainer, ProcessGroup group)
            throws IOException, InterruptedException {
        PrintWriter stdout = spec.commandLine().getOut();
        if (!quiet) {
            trainer.listen(new ProgressPrinter(StatusLine.on(stdout)));
        }
        trainer.listen(new StudentPrinter(distillation, trainer.folder(), stdout));
        SignalHandler interrupt = new SignalHandler(
                trainer::stop, spec.commandLine().getErr(), "stopping after this step and saving a checkpoint");
        try (interrupt;
                MonitorListeners monitors = monitoring.open(stdout)) {
            monitors.attach(trainer);
            ProcessOptions.afterLauncher(trainer::stop);
            int code = FollowerTraining.exitCode(trainer.run(), interrupt, group);
            if (code == 0) {
                monitoring.keep(stdout);
            }
            return code;
        }
    }

    private Distillation distillation(DistillationPlan plan, ImageSource images, ModelFile file, ImageInput input) {
        return RefusedOption.named(spec, () -> new Distillation(plan, images, loaded(file), file.config(), input));
    }

    private static DistillationPlan saved(RunFolder run) throws IOException {
        return PlanFile.read(run.config(), DistillationPlan.published("?", "?", 1, 1), Map.of());
    }

    private static Encoder loaded(ModelFile file) {
        try {
            return file.loadEncoder();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Trainer trainer(Distillation distillation, Optional<ResumePoint> point) throws IOException {
        if (point.isEmpty()) {
            return new Trainer(distillation, folder.create("distill"));
        }
        if (point.get().checkpoint().isPresent()) {
            distillation.load(point.get().checkpoint().get().model());
        }
        return Trainer.resume(point.get(), distillation);
    }

    private DistillationPlan plan(Optional<DistillationPlan> saved, PixioConfig shape) {
        PatchGrid grid = shape.grid();
        DistillationPlan base = saved.map(plan -> plan.between(
                        teacher == null ? plan.teacher() : teacher.toString(),
                        students.isEmpty() ? plan.students() : String.join(",", students)))
                .orElseGet(() -> DistillationPlan.published(
                        String.valueOf(teacher), String.join(",", students), grid.height(), grid.width()));
        TrainingPlanBuilder builder = base.common();
        data.apply(builder);
        training.apply(builder);
        machine.apply(builder);
        saving.apply(builder);
        nonFinite.apply(builder);
        TrainingPlan common = builder.build();
        ImageSize size = imageSize == null ? new ImageSize(base.height(), base.width()) : ImageSize.parse(imageSize);
        DistillationPlan plan = base.with(
                common,
                size.height(),
                size.width(),
                dropPath == null ? base.dropPath() : dropPath,
                maskRatio == null ? base.maskRatio() : maskRatio);
        for (String name : plan.studentNames()) { // here, where a rule that is broken is one of an option
            Student.config(name, shape, plan.height(), plan.width(), plan.dropPath());
        }
        return plan;
    }

    private ImageSource images(DistillationPlan plan, ImageInput input, Set<Path> outputs, ProcessGroup group)
            throws IOException {
        if (plan.data().drawsScenes()) {
            SceneSource.requireFits(input);
            return new SceneSource(plan.seed(), plan.data().scenes(), Math.max(plan.height(), plan.width()) * 5 / 4);
        }
        PrintWriter notices = quiet || !group.isFirst()
                ? new PrintWriter(Writer.nullWriter())
                : spec.commandLine().getOut();
        SourceSettings settings = data.settings(plan.data()).withOutputs(outputs);
        try {
            return IndexPrinter.open(plan.data().source(), settings.withInput(input), notices);
        } catch (PagedSource.ForwardsException e) {
            if (!input.isRgb8()) {
                throw e;
            }
            // A page is an image as any other to the teacher, so that files of one page suffice.
            notices.println("only first pages are read: " + e.getMessage());
            return IndexPrinter.open(plan.data().source(), settings.withInput(input.withOneImagePerFile()), notices);
        }
    }
}
