package dev.pixio.bench;

import dev.pixio.bench.measure.ComparisonProtocol;
import dev.pixio.bench.measure.Median;
import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.downstream.feature.BlockTokens;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.task.Segmentation;
import dev.pixio.downstream.train.HeadStep;
import dev.pixio.nn.Initialization;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.train.plan.OptimizerPlan;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code pixio bench head}. */
@Command(
        name = "head",
        mixinStandardHelpOptions = true,
        description =
                "Measures images per second of a head's training on the features of a frozen encoder, in fp32, without"
                        + " computing the features.")
final class HeadBenchmarkCommand implements Callable<Integer> {

    private static final int WARM_UP_ROUNDS = 2;
    private static final double LEARNING_RATE = 1e-4;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--head",
            paramLabel = "HEAD",
            defaultValue = "dpt",
            description = "linear or dpt (default: ${DEFAULT-VALUE}).")
    private String head;

    @Option(
            names = "--width",
            paramLabel = "CHANNELS",
            defaultValue = "384",
            description = "Width of the encoder (default: ${DEFAULT-VALUE}).")
    private int width;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description = "Height and width of the images; patches have 16 (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    @Option(
            names = "--classes",
            paramLabel = "N",
            defaultValue = "21",
            description = "Classes of the segmentation (default: ${DEFAULT-VALUE}).")
    private int classes;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            defaultValue = "8",
            description = "Images per step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds of one step, after two for warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--paced",
            description = "Measure one round per line of standard input and answer in JSON, for bench/compare.")
    private boolean paced;

    /** One step. */
    private record Round(double imagesPerSecond, double seconds) {}

    @Override
    public Integer call() {
        if (batchSize < 1 || rounds < 1 || width < 1 || imageSize < 16 || imageSize % 16 != 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--batch-size, --rounds and --width must be at least 1, --image-size a multiple of 16");
        }
        try {
            compute.applyThreads();
            measure(HeadKind.named(head), compute.device());
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void measure(HeadKind kind, Device device) {
        Segmentation task = new Segmentation(
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        DenseHead made = kind.create(width, classes, DptShape.PUBLISHED, new Initialization(0));
        Tensors.move(made.module(), device);
        OptimizerPlan plan = new OptimizerPlan(LEARNING_RATE, 0.9, 0.999, 0.01, OptimizerPlan.Decayed.EVERYTHING, 0);
        int side = imageSize / 16;
        int blocks = kind == HeadKind.LINEAR ? 1 : DptShape.LEVELS;
        List<Tensor> tokens = Stream.generate(() ->
                        Tensors.to(torch.randn(batchSize, 1L + (long) side * side, width), device))
                .limit(blocks)
                .toList();
        Tensor truth = Tensors.to(torch.randint(classes, new long[] {batchSize, imageSize, imageSize}), device);
        long parameters = Tensors.parameters(made.module()).values().stream()
                .mapToLong(Tensor::numel)
                .sum();
        Map<String, Object> about = ComparisonProtocol.about(String.format(
                Locale.ROOT,
                "%s head on maps of 2 x %d channels, images of %d, %d threads, batch size %d",
                kind.id(),
                width,
                imageSize,
                Libtorch.threads(),
                batchSize));
        about.put("batchSize", batchSize);
        about.put("parameters", parameters);
        about.put("tf32", Libtorch.usesTf32());
        try (HeadStep step = new HeadStep(task, made, plan)) {
            measure(step, new BlockTokens(tokens, side, side), truth, about, device);
        }
    }

    private void measure(HeadStep step, BlockTokens tokens, Tensor truth, Map<String, Object> about, Device device) {
        PrintWriter out = spec.commandLine().getOut();
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            round(step, tokens, truth);
        }
        if (paced) {
            ComparisonProtocol.serve(out, about, () -> round(step, tokens, truth), device);
            return;
        }
        double median = Median.of(IntStream.range(0, rounds)
                .mapToObj(i -> round(step, tokens, truth).imagesPerSecond())
                .toList());
        out.printf(Locale.ROOT, "%s%n%-24s %8.2f images/s%n", about.get("what"), "training", median);
    }

    private Round round(HeadStep step, BlockTokens tokens, Tensor truth) {
        long start = System.nanoTime();
        float loss = step.apply(tokens, truth, LEARNING_RATE); // waits for a GPU
        if (!Float.isFinite(loss)) {
            throw new IllegalStateException("the loss is " + loss);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Round(batchSize / seconds, seconds);
    }
}
