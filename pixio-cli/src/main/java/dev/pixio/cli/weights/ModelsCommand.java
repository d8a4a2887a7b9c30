package dev.pixio.cli.weights;

import dev.pixio.cli.console.Console;
import dev.pixio.cli.console.RefusedOption;
import dev.pixio.model.config.Activations;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.monitor.NumberText;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.torch.Precision;
import dev.pixio.train.plan.Recipe;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** {@code pixio models}. */
@Command(
        name = "models",
        description = {
            "Lists encoders and recipes with their parameters, FLOPs and memory.",
            "",
            "With --scaling: the bytes of gradients that several processes exchange in each step, and how the training is"
                    + " predicted to scale. docs/distributed.md has the model behind it and how far off it was.",
            "",
            "With --device: the operations of a step as it is executed, its memory, and the time of training on a number of images."
                    + " docs/performance.md has how the formulas were checked."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio models",
            "  pixio models --scaling",
            "  pixio models --device h100 --model h --batch-size 1024 --images 500e6",
            "  pixio models --device cpu --recipe first,quick",
            "  pixio models --device h100 --model b --image-size 192x320",
            "  pixio models --scaling --model h --step-seconds 0.31 --processes 8,16 --gbits 100 --latency 5"
        })
public final class ModelsCommand implements Callable<Integer> {

    private static final String SCALING = "--scaling";

    private static final Set<String> OF_BOTH = Set.of("--model", "--recipe", "--batch-size", "--image-size", "--json");

    private static final Set<String> OF_ESTIMATE =
            Set.of("--device", "--images", "--share", "--model", "--recipe", "--batch-size", "--image-size", "--json");

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelSelection selection = new ModelSelection();

    @Mixin
    private EstimateOptions estimate = new EstimateOptions();

    @Mixin
    private ScalingOptions scaling = new ScalingOptions();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RefusedOption.named(spec, this::validate);
        if (scaling.isWanted()) {
            ScalingPredictions predictions = RefusedOption.named(spec, () -> scaling.predictions(selection));
            if (selection.json()) {
                predictions.printJson(out);
            } else {
                predictions.printTable(out);
            }
        } else if (estimate.isWanted()) {
            StepEstimates estimates = RefusedOption.named(spec, () -> estimate.estimates(selection));
            if (selection.json()) {
                estimates.printJson(out);
            } else {
                estimates.print(out);
            }
        } else {
            printCosts(out);
        }
        return 0;
    }

    /** @throws IllegalArgumentException if an option is given without the one that it is for */
    private boolean validate() {
        if (scaling.isWanted() && estimate.isWanted()) {
            throw new IllegalArgumentException(SCALING + " and --device cannot be combined");
        }
        spec.commandLine().getParseResult().matchedOptions().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .map(OptionSpec::longestName)
                .filter(name -> !name.equals("--debug"))
                .forEach(this::requireMode);
        return true;
    }

    private void requireMode(String option) {
        boolean ofEstimate = OF_ESTIMATE.contains(option);
        boolean ofScaling = !ofEstimate || OF_BOTH.contains(option);
        if (!(ofEstimate && estimate.isWanted()) && !(ofScaling && scaling.isWanted())) {
            String modes = ofEstimate && ofScaling ? "--scaling or --device" : ofEstimate ? "--device" : SCALING;
            throw new IllegalArgumentException(option + " is for " + modes + ", which is missing");
        }
    }

    private static void printCosts(PrintWriter out) {
        out.println(
                "Encoders: pre-training at 256 x 256 pixels, patches of 16, mask cells of 4, 8 class tokens, the paper's");
        out.println(
                "decoder (512 x 32 blocks). GFLOP of the forward and the backward pass and memory of activations are");
        out.println("per image. Weights, gradients and moments take 16 bytes per parameter in addition.");
        out.println();
        out.println(Console.bold(String.format(
                Locale.ROOT,
                "%-6s %-8s %6s %6s %6s %10s %12s %9s %9s %10s %10s",
                "name",
                "title",
                "width",
                "depth",
                "heads",
                "encoder",
                "with decoder",
                "forward",
                "backward",
                "memory fp32",
                "bf16")));
        for (ModelCatalog.Entry entry : ModelCatalog.entries()) {
            out.println(row(entry));
        }
        out.println();
        out.println(Console.bold(String.format(
                Locale.ROOT,
                "%-8s %-10s %6s %6s %6s %8s %11s  %s",
                "recipe",
                "encoder",
                "image",
                "cell",
                "tokens",
                "decoder",
                "GFLOP/image",
                "description")));
        for (Recipe recipe : Recipe.values()) {
            out.println(row(recipe));
        }
    }

    private static String row(ModelCatalog.Entry entry) {
        EncoderConfig encoder = entry.encoder();
        ModelCost cost = ModelCost.of(pretraining(encoder));
        return String.format(
                Locale.ROOT,
                "%-6s %-8s %6d %6d %6d %10s %12s %9.1f %9.1f %11s %10s",
                entry.name(),
                entry.title(),
                encoder.width(),
                encoder.depth(),
                encoder.heads(),
                NumberText.count((double) cost.encoderParameters()),
                NumberText.count((double) cost.parameters()),
                cost.forwardFlops() / 1e9,
                (cost.trainingFlops() - cost.forwardFlops()) / 1e9,
                NumberText.bytes((double) cost.bytesPerImage(Precision.FP32, Activations.KEPT)),
                NumberText.bytes((double) cost.bytesPerImage(Precision.BF16, Activations.KEPT)));
    }

    /** The model in which an encoder is pre-trained. */
    static PixioConfig pretraining(EncoderConfig encoder) {
        return new PixioConfig(
                new PatchGrid(256, 256, 3, 16),
                encoder,
                DecoderConfig.PAPER,
                new MaskConfig(0.75, 4),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }

    private static String row(Recipe recipe) {
        PixioConfig model = recipe.model();
        return String.format(
                Locale.ROOT,
                "%-8s %-10s %6d %6d %6d %8s %11.1f  %s",
                recipe,
                model.encoder().width() + " x " + model.encoder().depth(),
                model.grid().height(),
                model.mask().cell(),
                model.encoder().classTokens(),
                model.decoder().width() + " x " + model.decoder().depth(),
                ModelCost.of(model).trainingFlops() / 1e9,
                recipe.description());
    }
}
