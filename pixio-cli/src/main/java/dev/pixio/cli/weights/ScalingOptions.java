package dev.pixio.cli.weights;

import dev.pixio.model.config.ModelCost;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.config.Require;
import dev.pixio.train.group.GroupOptions;
import dev.pixio.train.group.ScalingModel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code pixio models --scaling}: on which links, with how many processes, and how fast one process is. */
final class ScalingOptions {

    /** Of each process in a step, unless a number is given. */
    private static final int IMAGES = 64;

    @Option(
            names = "--scaling",
            description = "Predict how training scales with the number of processes instead, from the bytes of the"
                    + " gradients and the time of a step.")
    private boolean wanted;

    @Option(
            names = "--processes",
            paramLabel = "N",
            split = ",",
            description = "Numbers of processes (default: 2,4,8,16,32,64,128,256,512,1024).")
    private List<Integer> processes = List.of(2, 4, 8, 16, 32, 64, 128, 256, 512, 1024);

    @Option(
            names = "--gbits",
            paramLabel = "RATE",
            split = ",",
            description = "What each process can send, in Gbit/s, and receive at once (default: 1,10,100,400).")
    private List<Double> gbits = List.of(1.0, 10.0, 100.0, 400.0);

    @Option(
            names = "--latency",
            paramLabel = "MICROSECONDS",
            description = "From the begin of a short message to its arrival (default: 20).")
    private double latency = 20;

    @Option(
            names = "--bucket-size",
            paramLabel = "MIB",
            description = "Gradients are sent in buckets of this size (default: 25).")
    private int bucketSize = (int) (GroupOptions.DEFAULT.bucketBytes() >> 20);

    @Option(
            names = "--tflops",
            paramLabel = "RATE",
            description = "What one process computes in training, in TFLOP/s, from which the time of a step follows"
                    + " (default: 100, an assumption for one GPU: a third of an A100's peak in bf16).")
    private double tflops = 100;

    @Option(
            names = "--step-seconds",
            paramLabel = "SECONDS",
            description = "The measured time of a step of one process, instead of --batch-size and --tflops.")
    private @Nullable Double stepSeconds;

    boolean isWanted() {
        return wanted;
    }

    /** @throws IllegalArgumentException if an option is not valid */
    ScalingPredictions predictions(ModelSelection selection) {
        Require.that(bucketSize >= 1 && bucketSize <= 2047, "--bucket-size must be 1 to 2047 MiB", bucketSize);
        Require.that(tflops > 0, "--tflops must be more than 0", tflops);
        Require.that(latency >= 0, "--latency must be at least 0", latency);
        Require.that(stepSeconds == null || stepSeconds > 0, "--step-seconds must be more than 0", stepSeconds + "");
        processes.forEach(number -> Require.that(number >= 1, "--processes must be at least 1", number));
        gbits.forEach(rate -> Require.that(rate > 0, "--gbits must be more than 0", rate));
        int images = selection.batchSize().orElse(IMAGES);
        List<ScalingPredictions.Model> predicted = selection.selected().stream()
                .map(model -> predicted(model.name(), model.config(), images))
                .toList();
        return new ScalingPredictions(
                predicted, gbits, processes, latency * 1e-6, stepSeconds == null ? images : 0, tflops * 1e12);
    }

    private ScalingPredictions.Model predicted(String name, PixioConfig config, int images) {
        double seconds =
                stepSeconds == null ? images * ModelCost.of(config).trainingFlops() / (tflops * 1e12) : stepSeconds;
        return new ScalingPredictions.Model(name, ScalingModel.of(config, (long) bucketSize << 20), seconds);
    }
}
