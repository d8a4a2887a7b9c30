package dev.pixio.cli;

import dev.pixio.data.FolderSource;
import dev.pixio.data.ImageSource;
import dev.pixio.data.scene.SceneSource;
import dev.pixio.eval.ReconstructionListener;
import dev.pixio.model.Pixio;
import dev.pixio.train.DataPlan;
import dev.pixio.train.PlanFile;
import dev.pixio.train.RunFolder;
import dev.pixio.train.Trainer;
import dev.pixio.train.TrainingPlan;
import dev.pixio.train.TrainingPlanBuilder;
import dev.pixio.weights.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
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
            "Trains a vision transformer on unlabelled pictures, by masking most of each and painting it again.",
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
            "130: interrupted by Ctrl-C, with a checkpoint written (143 after kill)"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio pretrain",
            "  pixio pretrain --data ~/photos --recipe lightly --batch-size 64 --out runs/mine",
            "  pixio pretrain --data ~/photos --recipe paper --model b --epochs 100 --out runs/paper-b",
            "  pixio pretrain --config runs/mine/config.yaml --out runs/again"
        })
final class PretrainCommand implements Callable<Integer> {

    /** Rows of a sheet of reconstructions. */
    private static final int SHOWN = 6;

    /** Scenes that are shown, never learned from: their seed is far from every seed that somebody types. */
    private static final long SHOWN_SCENES = 0x5EED_0F_5CE4E5L;

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
            description = "Begin with the weights of a run or file of the same shape, not with new ones.")
    private @Nullable Path init;

    @Option(names = "--quiet", description = "Print nothing but warnings and the last lines.")
    private boolean quiet;

    @ArgGroup(exclusive = false, heading = "%nPictures:%n", order = 1)
    private DataOptions data = new DataOptions();

    @ArgGroup(exclusive = false, heading = "%nModel:%n", order = 2)
    private ModelOptions model = new ModelOptions();

    @ArgGroup(exclusive = false, heading = "%nLearning:%n", order = 3)
    private LearningOptions learning = new LearningOptions();

    @ArgGroup(exclusive = false, heading = "%nMachine:%n", order = 4)
    private MachineOptions machine = new MachineOptions();

    @ArgGroup(exclusive = false, heading = "%nSaving:%n", order = 5)
    private SavingOptions saving = new SavingOptions();

    @ArgGroup(exclusive = false, heading = "%nProbing:%n", order = 6)
    private ProbeOptions probes = new ProbeOptions();

    @ArgGroup(exclusive = false, heading = "%nWatching:%n", order = 7)
    private MonitorOptions monitoring = new MonitorOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        TrainingPlan plan = plan();
        PrintWriter words = spec.commandLine().getOut();
        try (ImageSource pictures = open(plan.data(), plan);
                ImageSource shown = plan.data().drawsScenes() ? scenes(plan, SHOWN_SCENES, SHOWN) : pictures;
                ReconstructionListener reconstructions = new ReconstructionListener(shown, SHOWN);
                Monitors monitors = monitoring.open(words);
                Probing probing = probing(plan, words)) {
            RunFolder folder =
                    RunFolder.create(folder(plan), overwrite ? RunFolder.Existing.REPLACE : RunFolder.Existing.REFUSE);
            Trainer trainer = trainer(plan, pictures, folder).listen(reconstructions);
            monitors.watch(trainer); // after those who draw what they show
            if (!quiet) {
                trainer.listen(new PlanPrinter(words)).listen(ProgressPrinter.on(words));
            }
            probing.watch(trainer);
            trainer.listen(new EndPrinter(words, folder));
            try (Interrupt interrupt = new Interrupt(trainer::stop)) {
                trainer.run();
            }
            words.flush();
            monitoring.keep(words);
        }
        return 0;
    }

    private TrainingPlan plan() throws IOException {
        if (recipe != null && config != null) {
            throw new ParameterException(
                    spec.commandLine(), "--recipe and --config cannot both be what a run begins with");
        }
        try {
            TrainingPlanBuilder builder = config != null
                    ? new TrainingPlanBuilder(PlanFile.read(config))
                    : TrainingPlan.recipe(recipe == null ? "quick" : recipe);
            data.apply(builder);
            model.apply(builder);
            learning.apply(builder);
            machine.apply(builder);
            saving.apply(builder);
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Probing probing(TrainingPlan plan, PrintWriter words) throws IOException {
        try {
            return probes.open(plan, quiet ? new PrintWriter(Writer.nullWriter()) : words);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Trainer trainer(TrainingPlan plan, ImageSource pictures, RunFolder folder) throws IOException {
        if (init == null) {
            return new Trainer(plan, pictures, folder);
        }
        Pixio begun = ModelFile.open(init).loadAs(plan.model());
        return new Trainer(plan, pictures, folder, begun);
    }

    private Path folder(TrainingPlan plan) {
        String now = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss"));
        return out == null ? Path.of("runs", now + "-" + plan.recipe()) : out;
    }

    private static ImageSource open(DataPlan data, TrainingPlan plan) throws IOException {
        return data.drawsScenes() ? scenes(plan, plan.seed(), data.scenes()) : FolderSource.of(data.folder());
    }

    /** Scenes a quarter larger than the model's pictures, so that a crop of most of one needs no enlarging. */
    private static ImageSource scenes(TrainingPlan plan, long seed, int count) {
        int side = Math.max(plan.model().grid().height(), plan.model().grid().width());
        return new SceneSource(seed, count, side * 5 / 4);
    }
}
