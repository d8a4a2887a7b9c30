package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.cli.launch.ProcessOptions;
import dev.pixio.cli.option.LabelledOptions;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.embed.EncoderSettings;
import dev.pixio.embed.Pooling;
import dev.pixio.eval.classify.Evaluation;
import dev.pixio.eval.classify.EvaluationProtocol;
import dev.pixio.eval.features.EvaluationCandidate;
import dev.pixio.eval.features.FeatureStore;
import dev.pixio.eval.features.LabelledImages;
import dev.pixio.eval.report.EvaluationReport;
import dev.pixio.eval.report.EvaluationRow;
import dev.pixio.io.UserCache;
import dev.pixio.torch.group.DividedTask;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of evaluations by classification: encoders, labelled images, features, output. */
public final class EvaluateOptions {

    @Mixin
    private LabelledOptions labelled = new LabelledOptions();

    @Mixin
    private EvaluatedEncoders encoders = new EvaluatedEncoders();

    @Mixin
    private EvaluationOutput output = new EvaluationOutput();

    @Option(
            names = "--pool",
            paramLabel = "NAME",
            defaultValue = "class-mean",
            description = "Pooling: class-mean, class-concat or patch-mean (default: ${DEFAULT-VALUE}).")
    private String pool;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Folder of the feature cache (default: pixio/features in XDG_CACHE_HOME or ~/.cache).")
    private @Nullable Path cache;

    @Option(names = "--no-cache", description = "Neither read nor write cached features.")
    private boolean noCache;

    long seed() {
        return encoders.seed();
    }

    Device device() {
        return encoders.device();
    }

    /**
     * The encoder settings of these options.
     *
     * @throws IllegalArgumentException if a value is invalid for every model
     */
    public EncoderSettings settings() {
        return encoders.settings().withPooling(Pooling.named(pool));
    }

    /** Evaluates the encoders, prints the table and saves the report; returns the exit code. */
    int evaluate(EvaluationProtocol protocol, CommandSpec spec) throws IOException, InterruptedException {
        return encoders.connection().run(spec, group -> {
            ProcessOptions.endAfterLauncher();
            DividedTask task = new DividedTask(group);
            if (group.isFirst()) {
                lead(protocol, spec, task);
            } else {
                evaluate(
                        spec,
                        task,
                        new PrintWriter(Writer.nullWriter()),
                        (evaluation, candidates, opened) -> evaluation.contribute(candidates, task),
                        protocol);
            }
            task.end();
            return 0;
        });
    }

    private void lead(EvaluationProtocol protocol, CommandSpec spec, DividedTask task)
            throws IOException, InterruptedException {
        EvaluationPrinter printer = output.open(spec);
        PrintWriter err = spec.commandLine().getErr();
        evaluate(
                spec,
                task,
                err,
                (evaluation, candidates, opened) -> {
                    EvaluationReport<EvaluationRow> report =
                            evaluation.run(candidates, printer, task).withNotes(opened.assumptions());
                    output.write(
                            report,
                            () -> printer.print(report),
                            spec.commandLine().getOut());
                    encoders.weights().saveInRuns(report, err);
                },
                protocol);
    }

    /** What a process does in an evaluation. */
    private interface Member {
        void run(Evaluation evaluation, List<EvaluationCandidate> candidates, EvaluatedWeights.Opened opened)
                throws IOException, InterruptedException;
    }

    private void evaluate(
            CommandSpec spec, DividedTask task, PrintWriter notices, Member member, EvaluationProtocol protocol)
            throws IOException, InterruptedException {
        EncoderSettings settings = RefusedOption.named(spec, () -> {
            encoders.applyThreads();
            return settings();
        });
        LoaderOptions loading = RefusedOption.named(spec, encoders::loading);
        EvaluationGroup.requireSame(task, loading);
        EvaluatedWeights.Opened opened = encoders.open(spec, notices);
        List<EvaluationCandidate> candidates;
        LabelledImages labelledImages;
        try {
            candidates = encoders.candidates(opened, settings, task);
            int side = encoders.side(opened.first().file().config());
            labelledImages = labelled.open(
                    side,
                    seed(),
                    store().folder().map(Set::of).orElse(Set.of()),
                    opened.first().input(),
                    notices);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        try (LabelledImages images = labelledImages) {
            EvaluationGroup.requireSame(task, images);
            member.run(new Evaluation(images, protocol, store(), loading), candidates, opened);
        }
    }

    private FeatureStore store() {
        if (noCache) {
            return FeatureStore.NONE;
        }
        return new FeatureStore(Optional.of(cache == null ? UserCache.folder("features") : cache));
    }
}
