package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.cli.option.SceneNumber;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.eval.dense.DenseEvaluation;
import dev.pixio.eval.dense.ScenePredictions;
import dev.pixio.eval.dense.SceneSet;
import dev.pixio.eval.dense.report.DenseRow;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.scene.SceneSource;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate dense}. */
@Command(
        name = "dense",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Segments built-in scenes and predicts their depth by linear models on frozen patch tokens, in seconds.",
            "",
            "The masks and depths of the scenes are known exactly. Segmentation: mIoU of ground, background and ten"
                    + " classes of objects, over the pixels of all test scenes. Depth: share of pixels with a ratio to the"
                    + " truth below 1.25 (d1), mean over the test scenes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate dense --weights runs/mine --images predictions.png",
            "  pixio evaluate dense --weights runs/a --weights runs/b --train scenes:2000 --test scenes:1000"
        })
final class EvaluateDenseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvaluatedEncoders encoders = new EvaluatedEncoders();

    @Mixin
    private EvaluationOutput output = new EvaluationOutput();

    @Mixin
    private PredictedImagesOptions images = new PredictedImagesOptions();

    @Option(
            names = "--train",
            paramLabel = "scenes:N",
            defaultValue = "scenes:1000",
            description = "Built-in scenes that the linear models are trained on (default: ${DEFAULT-VALUE}).")
    private String train;

    @Option(
            names = "--test",
            paramLabel = "scenes:N",
            defaultValue = "scenes:500",
            description = "Built-in scenes that they are tested on (default: ${DEFAULT-VALUE}). Scenes of --train, of"
                    + " --test and of pre-training differ.")
    private String test;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return encoders.connection().run(spec, group -> {
            ProcessOptions.endAfterLauncher();
            DividedTask task = new DividedTask(group);
            if (group.isFirst()) {
                lead(task);
            } else {
                evaluate(
                        task,
                        new PrintWriter(Writer.nullWriter()),
                        (evaluation, candidates, opened) -> evaluation.contribute(candidates, task));
            }
            task.end();
            return 0;
        });
    }

    private void lead(DividedTask task) throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        EvaluationPrinter printer = output.open(spec);
        ScenePredictions predictions = images.open(spec);
        evaluate(task, err, (evaluation, candidates, opened) -> {
            EvaluationReport<DenseRow> report =
                    evaluation.run(candidates, printer, predictions, task).withNotes(opened.assumptions());
            output.write(
                    report, () -> printer.printDense(report), spec.commandLine().getOut());
            encoders.weights().saveInRuns(report, err);
            images.write(predictions, encoders.weights().first()).ifPresent(printer::println);
        });
    }

    /** What a process does in an evaluation. */
    private interface Member {
        void run(DenseEvaluation evaluation, List<EvaluationCandidate> candidates, EvaluatedWeights.Opened opened)
                throws IOException, InterruptedException;
    }

    private void evaluate(DividedTask task, PrintWriter notices, Member member)
            throws IOException, InterruptedException {
        EncoderSettings settings = RefusedOption.named(spec, () -> {
            encoders.applyThreads();
            return encoders.settings();
        });
        DenseEvaluation evaluation = RefusedOption.named(spec, this::evaluation);
        EvaluationGroup.requireSame(task, encoders.loading());
        EvaluatedWeights.Opened opened = encoders.open(spec, notices);
        try {
            opened.models().forEach((path, model) -> requireScenesFit(path, model.input()));
            opened.models()
                    .values()
                    .forEach(model -> evaluation.requireRenderable(
                            settings.framing(model.file().config().grid()),
                            model.file().config()));
            member.run(evaluation, encoders.candidates(opened, settings, task), opened);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private static void requireScenesFit(Path weights, ImageInput input) {
        try {
            SceneSource.requireFits(input);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(weights + ": " + e.getMessage(), e);
        }
    }

    private DenseEvaluation evaluation() {
        LoaderOptions loading = encoders.loading();
        return new DenseEvaluation(
                scenes("--train", train, LabelledOptions.TRAIN_SCENES),
                scenes("--test", test, LabelledOptions.TEST_SCENES),
                loading.batches().size(),
                loading.decoding().threads(),
                encoders.seed());
    }

    private static SceneSet scenes(String option, String source, long seed) {
        return SceneNumber.of(source)
                .filter(scenes -> scenes.size().isEmpty())
                .map(scenes -> new SceneSet(seed, scenes.count()))
                .orElseThrow(() -> new IllegalArgumentException(
                        option + " must be built-in scenes such as scenes:1000, not " + source
                                + (source.startsWith("scenes")
                                        ? ": they have the image size of the encoder, or --image-size"
                                        : ": other images have no masks and depths here")));
    }
}
