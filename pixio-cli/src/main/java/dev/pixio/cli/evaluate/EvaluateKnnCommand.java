package dev.pixio.cli.evaluate;

import dev.pixio.cli.console.RefusedOption;
import dev.pixio.eval.classify.KnnProtocol;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate knn}. */
@Command(
        name = "knn",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Computes the k-NN accuracy of frozen features. Nothing is trained.",
            "",
            "The protocol is that of the Pixio authors, from DINO: cosine similarity of the mean of the last block's class"
                    + " tokens, votes weighted by exp(similarity / 0.07). The authors use the tokens before the final norm:"
                    + " --norm before gives numbers to compare with the paper."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate knn --weights runs/mine --train scenes:2000 --test scenes:500",
            "  pixio evaluate knn --weights runs/mine --train photos/train --test photos/val",
            "  pixio evaluate knn --weights runs/a --weights runs/b --data photos"
        })
final class EvaluateKnnCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private EvaluateOptions options = new EvaluateOptions();

    @Option(
            names = "--k",
            paramLabel = "N",
            split = ",",
            defaultValue = "10,20,100,200",
            description = "Numbers of neighbours, one column each (default: ${DEFAULT-VALUE}).")
    private List<Integer> neighbours;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0.07",
            description = "Votes are weighted by exp(similarity / T) (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Override
    public Integer call() throws IOException, InterruptedException {
        KnnProtocol protocol =
                RefusedOption.named(spec, () -> new KnnProtocol(neighbours, temperature, options.device()));
        return options.evaluate(protocol, spec);
    }
}
