package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.eval.classify.LinearProtocol;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate linear}. */
@Command(
        name = "linear",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Computes the accuracy of a linear classifier trained on frozen features (linear probe).",
            "",
            "Features are standardised. The learning rate (sgd) or weight decay (lbfgs) is selected on a tenth of the"
                    + " training images, never on the test images. Features cached by 'evaluate knn' are reused."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate linear --weights runs/a --train scenes:2000 --test scenes:500",
            "  pixio evaluate linear --weights runs/mine --data photos --solver lbfgs"
        })
final class EvaluateLinearCommand implements Callable<Integer> {

    /** How the classifier is trained. */
    enum Solver {
        SGD,
        LBFGS
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvaluateOptions options = new EvaluateOptions();

    @Option(
            names = "--solver",
            paramLabel = "sgd|lbfgs",
            defaultValue = "sgd",
            description =
                    "sgd: stochastic gradient descent, the usual protocol; lbfgs: logistic regression to convergence"
                            + " (default: ${DEFAULT-VALUE}).")
    private Solver solver;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "100",
            description = "Epochs of sgd (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--probe-batch",
            paramLabel = "N",
            defaultValue = "256",
            description = "Batch size of sgd (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LinearProtocol protocol = RefusedOption.named(
                spec,
                () -> solver == Solver.SGD
                        ? LinearProtocol.sgd(epochs, batch, options.seed(), options.device())
                        : LinearProtocol.lbfgs(options.seed(), options.device()));
        return options.evaluate(protocol, spec);
    }
}
