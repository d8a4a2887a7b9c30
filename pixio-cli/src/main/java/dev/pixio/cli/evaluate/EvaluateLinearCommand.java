package dev.pixio.cli.evaluate;

import dev.pixio.eval.classify.LinearProtocol;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate linear}. */
@Command(
        name = "linear",
        abbreviateSynopsis = true,
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Trains a linear classifier on frozen features of labelled images.",
            "",
            "Features are standardised; the learning rate (sgd) or the weight decay (lbfgs) is chosen on a tenth of the"
                    + " images to learn from, never on those of --test. Features that 'evaluate knn' kept are not made again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate linear --weights runs/mine --train scenes:2000 --test scenes:500",
            "  pixio evaluate linear --weights runs/mine --data photos --test-share 0.2 --solver lbfgs"
        })
final class EvaluateLinearCommand implements Callable<Integer> {

    /** How the classifier is found. */
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
            description = "Stochastic gradient descent as papers do, or logistic regression to its end (default:"
                    + " ${DEFAULT-VALUE}).")
    private Solver solver;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "100",
            description = "How often sgd sees each image (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--probe-batch",
            paramLabel = "N",
            defaultValue = "256",
            description = "Images in a step of sgd (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LinearProtocol protocol;
        try {
            protocol = solver == Solver.SGD
                    ? LinearProtocol.sgd(epochs, batch, options.seed(), options.device())
                    : LinearProtocol.lbfgs(options.seed(), options.device());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        options.evaluate(protocol, spec);
        return 0;
    }
}
