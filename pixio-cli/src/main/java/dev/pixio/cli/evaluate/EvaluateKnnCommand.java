package dev.pixio.cli.evaluate;

import dev.pixio.eval.classify.KnnProtocol;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio evaluate knn}. */
@Command(
        name = "knn",
        abbreviateSynopsis = true,
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Asks the nearest labelled images what an image shows. Nothing is trained.",
            "",
            "By the protocol of the Pixio authors, who have it from DINO: cosine similarity of the mean of the last block's"
                    + " class tokens; votes weighted by exp(similarity / 0.07). The authors take the tokens before the final"
                    + " norm: use --norm before for numbers to compare with the paper's."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio evaluate knn --weights runs/mine --train scenes:2000 --test scenes:500",
            "  pixio evaluate knn --weights runs/mine --train photos/train --test photos/val",
            "  pixio evaluate knn --weights runs/mine --weights other.safetensors --data photos --test-share 0.2"
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
            description = "How many neighbours vote, a column each (default: ${DEFAULT-VALUE}).")
    private List<Integer> neighbours;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0.07",
            description = "Votes weigh exp(similarity / T) (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Override
    public Integer call() throws IOException, InterruptedException {
        KnnProtocol protocol;
        try {
            protocol = new KnnProtocol(neighbours, temperature, options.device());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        options.evaluate(protocol, spec);
        return 0;
    }
}
