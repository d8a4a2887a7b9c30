package dev.pixio.spark;

import dev.pixio.cli.console.ErrorReporter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The program of a training on a cluster: {@code spark-submit --class dev.pixio.spark.SparkPretrain}. */
@Command(
        name = "spark-pretrain",
        mixinStandardHelpOptions = true,
        description = "Trains by several processes, the tasks of a barrier stage of Spark.")
public final class SparkPretrain implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--processes", required = true, paramLabel = "N", description = "Processes, one for each task.")
    private int processes;

    @Option(
            names = "--java-option",
            paramLabel = "OPTION",
            description = "An option of each process's JVM, as --java-option=-Xmx8g; may be repeated.")
    private List<String> javaOptions = new ArrayList<>();

    @Parameters(
            arity = "1..*",
            paramLabel = "OPTION",
            description =
                    "The options of pretrain, after --; among them --out, a folder on a disk that all executors see.")
    private List<String> pretrain = new ArrayList<>();

    private SparkPretrain() {}

    /** Runs the program and exits with its exit code: 0, 1 if it failed, 2 for wrong usage. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    static int run(String... arguments) {
        return new CommandLine(new SparkPretrain())
                .setParameterExceptionHandler(ErrorReporter::badUsage)
                .setExecutionExceptionHandler((e, failed, parsed) -> ErrorReporter.failed(e, failed))
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            return new PixioDistributor(spark.sparkContext(), processes, javaOptions).run(pretrain);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), ErrorReporter.firstLine(e), e);
        }
    }
}
