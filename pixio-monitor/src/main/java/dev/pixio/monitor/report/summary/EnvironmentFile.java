package dev.pixio.monitor.report.summary;

import dev.pixio.io.DurableFile;
import dev.pixio.monitor.NumberText;
import dev.pixio.torch.CpuFeatures;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.Tensors;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code environment.json} into the run folder: for each start or resume of the run its machine, software versions,
 * device and number of steps. It contains no names of hosts, users or folders, so that runs can be shared.
 */
public final class EnvironmentFile implements TrainingListener {

    /** Maximum number of recorded starts, for jobs that are restarted often. */
    private static final int MAX_STARTS = 200;

    @Override
    public void onStart(TrainingRun run) throws IOException {
        Path file = run.folder().environment();
        ObjectNode root = JsonMapper.shared().createObjectNode();
        ArrayNode starts = root.putArray("starts");
        if (run.firstStep() > 0) {
            previousStarts(file).valueStream().forEach(starts::add);
        }
        while (starts.size() >= MAX_STARTS) {
            starts.remove(1); // keep the first start and the newest
        }
        starts.add(start(run));
        DurableFile.write(
                file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    private static JsonNode previousStarts(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return JsonMapper.shared().createArrayNode();
        }
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file)).path("starts");
        } catch (JacksonException damaged) {
            return JsonMapper.shared().createArrayNode(); // a damaged file is replaced
        }
    }

    private static ObjectNode start(TrainingRun run) {
        ObjectNode start = JsonMapper.shared().createObjectNode();
        start.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        start.put("step", run.firstStep());
        machine(start.putObject("machine"));
        software(start.putObject("software"));
        ObjectNode values = start.putObject("run");
        values.put("device", name(run));
        values.put("precision", run.precision().toString());
        values.put("microBatch", run.microBatch());
        values.put(
                "parameters",
                Tensors.parameters(run.objective().module()).values().stream()
                        .mapToLong(Tensor::numel)
                        .sum());
        values.put("images", run.images().size());
        values.put("stepsPerEpoch", run.stepsPerEpoch());
        values.put("totalSteps", run.totalSteps());
        return start;
    }

    private static void machine(ObjectNode machine) {
        machine.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        machine.put("processor", CpuFeatures.ofThisMachine().fullName());
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        machine.put("threads", Libtorch.threads());
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            machine.put("memory", NumberText.bytes((double) system.getTotalMemorySize()));
        }
    }

    private static void software(ObjectNode software) {
        software.put(
                "Pixio",
                Objects.requireNonNullElse(
                        EnvironmentFile.class.getPackage().getImplementationVersion(), "development"));
        software.put("Java", System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
        software.put("libtorch", Libtorch.version() + ", " + Libtorch.blas() + ", " + Libtorch.cpuCapability());
    }

    private static String name(TrainingRun run) {
        try (BytePointer name = run.device().str()) {
            return name.getString();
        }
    }
}
