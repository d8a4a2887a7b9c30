package dev.pixio.cli.spark;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.cli.console.RefusedOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code pixio spark-embed}. */
@Command(
        name = "spark-embed",
        abbreviateSynopsis = true,
        mixinStandardHelpOptions = true,
        description = {
            "Computes features (embeddings) of images with a trained encoder on a cluster of Spark 4.",
            "",
            "Starts the spark-submit of SPARK_HOME, or else of the path. The features equal those of 'pixio embed'. An image"
                    + " that cannot be read has no features, and the reason in the column 'error'."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0: the files are complete", "1: failed, with a message", "2: wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  pixio spark-embed --weights runs/mine --data ~/photos --out features.parquet",
            "  pixio spark-embed --master spark://head:7077 --weights /shared/vitb.safetensors --data /shared/photos \\",
            "      --out /shared/features.parquet --conf spark.executor.memoryOverhead=4g"
        })
public final class SparkEmbedCommand implements Callable<Integer> {

    private static final String MAIN = "dev.pixio.spark.SparkEmbed";

    @Spec
    private CommandSpec spec;

    @Mixin
    private final SparkEmbedOptions embed = new SparkEmbedOptions();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    /** Options of spark-submit. */
    @OptionSection("Spark")
    private static final class ClusterOptions {

        private static final Set<String> NOT_PASSED_ON = Set.of("--master", "--conf", "--debug");

        @Option(
                names = "--master",
                paramLabel = "URL",
                order = 1,
                defaultValue = "local[*]",
                description = "The cluster, as for spark-submit (default: ${DEFAULT-VALUE}, this host).")
        private String master;

        @Option(
                names = "--conf",
                paramLabel = "KEY=VALUE",
                order = 2,
                description = "A setting of Spark; may be repeated.")
        private List<String> settings = new ArrayList<>();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RefusedOption.named(spec, () -> {
            embed.validate();
            return true;
        });
        return SparkSubmit.ofThisMachine().run(MAIN, cluster.master, cluster.settings, arguments());
    }

    /** The options for the program on the cluster, as typed. */
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (ClusterOptions.NOT_PASSED_ON.contains(option.longestName())) {
                continue;
            }
            arguments.add(option.longestName());
            if (option.arity().max() > 0) {
                arguments.addAll(option.originalStringValues());
            }
        }
        return arguments;
    }
}
