package dev.pixio.bench;

import dev.pixio.bench.measure.ComparisonProtocol;
import dev.pixio.bench.measure.Median;
import dev.pixio.cli.option.ComputeOptions;
import dev.pixio.model.Features;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.GradientMethod;
import dev.pixio.model.config.MaskConfig;
import dev.pixio.model.config.ModelCatalog;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.nn.PositionResize;
import dev.pixio.nn.Positions;
import dev.pixio.onnx.runtime.EncoderMetadata;
import dev.pixio.onnx.runtime.OnnxImageEncoder;
import dev.pixio.onnx.runtime.OnnxOptions;
import dev.pixio.precision.Workload;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio bench embed}. */
@Command(
        name = "embed",
        mixinStandardHelpOptions = true,
        description =
                "Measures images per second of an encoder, from normalised pixels to the mean of the class tokens.")
final class EmbedBenchmarkCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ComputeOptions compute = new ComputeOptions();

    @Option(
            names = "--model",
            paramLabel = "NAME",
            defaultValue = "b",
            description = "Encoder, with 8 class tokens (default: ${DEFAULT-VALUE}).")
    private String model;

    @Option(
            names = "--image-size",
            paramLabel = "PIXELS",
            defaultValue = "256",
            description = "Image size (default: ${DEFAULT-VALUE}).")
    private int imageSize;

    @Option(
            names = "--batch-size",
            paramLabel = "IMAGES",
            defaultValue = "8",
            description = "Images per forward pass (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(
            names = "--forward",
            paramLabel = "HOW",
            defaultValue = "auto",
            description =
                    "Whose blocks compute the features: auto, explicit (those written out, with weights cast once) or autograd"
                            + " (the model's own); auto is explicit on a CPU and autograd on a GPU (default: ${DEFAULT-VALUE}).")
    private GradientMethod forward = GradientMethod.AUTO;

    @Option(
            names = "--onnx",
            paramLabel = "FILE",
            description =
                    "Measure ONNX Runtime on the CPU with a file of pixio export onnx; --model, --image-size, --precision,"
                            + " --forward and --device are ignored.")
    private @Nullable Path onnx;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Rounds, after two for warm-up (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--round-seconds",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "A round has one batch, or as many as take this long (default: ${DEFAULT-VALUE}).")
    private double roundSeconds;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Option(
            names = "--paced",
            description = "Measure one round per line of standard input and answer in JSON, for bench/compare.")
    private boolean paced;

    /** One batch. */
    private record Round(double imagesPerSecond, double seconds) {}

    @Override
    public Integer call() throws IOException {
        if (batchSize < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size and --rounds must be at least 1");
        }
        if (!(roundSeconds >= 0 && roundSeconds <= 3600)) {
            throw new ParameterException(
                    spec.commandLine(), "--round-seconds must be from 0 to 3600, not " + roundSeconds);
        }
        try {
            compute.applyThreads();
            if (onnx != null) {
                measure(onnx);
                return 0;
            }
            Device device = compute.device();
            Pixio pixio = new Pixio(config(), 0);
            Tensors.move(pixio, device);
            Workload workload = Workload.features(
                    pixio.encoder().config(), pixio.encoder().grid().patches());
            measure(pixio, device, compute.precision(workload));
            return 0;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** The decoder is not measured, so it is minimal. */
    private PixioConfig config() {
        return new PixioConfig(
                new PatchGrid(imageSize, imageSize, 3, 16),
                ModelCatalog.find(model).encoder().withClassTokens(8),
                new DecoderConfig(32, 1, 1, 1),
                new MaskConfig(0.75, 1),
                Positions.SINCOS,
                PositionResize.ANTIALIASED,
                PixioConfig.TokenStart.EQUAL);
    }

    private void measure(Pixio pixio, Device device, Precision precision) {
        String title = String.format(
                Locale.ROOT,
                "ViT-%s/16 at %d, %s, %d threads, batch size %d",
                model,
                imageSize,
                precision,
                Libtorch.threads(),
                batchSize);
        try (FeaturePass pass = new FeaturePass(pixio.encoder(), precision, forward);
                Tensor images = Tensors.to(torch.randn(batchSize, 3, imageSize, imageSize), device)) {
            Map<String, Object> about = ComparisonProtocol.about(title);
            about.put("precision", precision.toString());
            about.put("batchSize", batchSize);
            about.put("tf32", Libtorch.usesTf32());
            measure(
                    device,
                    about,
                    () -> round(() -> {
                        try (PointerScope scope = new PointerScope()) {
                            Features features = pass.features(images);
                            return Tensors.toFloats(features.representation()); // waits for a GPU
                        }
                    }));
        }
    }

    private void measure(Path file) throws IOException {
        OnnxOptions options = OnnxOptions.defaults().withThreads(Libtorch.threads());
        try (OnnxImageEncoder encoder = OnnxImageEncoder.load(file, options)) {
            EncoderMetadata metadata = encoder.metadata();
            FloatBuffer images = ByteBuffer.allocateDirect(
                            Math.multiplyExact(batchSize, 12 * metadata.height() * metadata.width()))
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
            Random random = new Random(0);
            while (images.hasRemaining()) {
                images.put((float) random.nextGaussian());
            }
            images.flip();
            String title = String.format(
                    Locale.ROOT,
                    "%s at %d x %d in ONNX Runtime, %d threads, batch size %d",
                    file.getFileName(),
                    metadata.height(),
                    metadata.width(),
                    Libtorch.threads(),
                    batchSize);
            measure(
                    new Device("cpu"),
                    ComparisonProtocol.about(title),
                    () -> round(() -> encoder.tokens(images.duplicate()).pooled()));
        }
    }

    private void measure(Device device, Map<String, Object> about, Supplier<Round> round) {
        PrintWriter out = spec.commandLine().getOut();
        Objects.requireNonNull(round.get()); // packs the weights
        Objects.requireNonNull(round.get()); // as the other program does: a GPU's libraries load in the first
        if (paced) {
            ComparisonProtocol.serve(out, about, round::get, device);
            return;
        }
        List<Round> all = IntStream.range(0, rounds).mapToObj(i -> round.get()).toList();
        double median = Median.of(all.stream().map(Round::imagesPerSecond).toList());
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(Map.of("imagesPerSecond", median, "rounds", all)));
        } else {
            out.printf(Locale.ROOT, "%s%n%-24s %8.2f images/s%n", about.get("what"), "embedding", median);
        }
    }

    private Round round(Supplier<float[]> embedding) {
        long start = System.nanoTime();
        int batches = 0;
        double seconds;
        do {
            if (Float.isNaN(embedding.get()[0])) {
                throw new IllegalStateException("the features are NaN");
            }
            batches++;
            seconds = (System.nanoTime() - start) / 1e9;
        } while (seconds < roundSeconds);
        return new Round(batchSize * batches / seconds, seconds / batches);
    }
}
