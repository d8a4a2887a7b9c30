package dev.pixio.monitor.report.summary;

import dev.pixio.io.DurableFile;
import dev.pixio.model.config.ModelCost;
import dev.pixio.monitor.NumberText;
import dev.pixio.torch.CpuFeatures;
import dev.pixio.torch.Libtorch;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes down, each time that a run begins or goes on, with what it does: machine, versions, device, length. That is {@code
 * environment.json} in the run's folder. Names of hosts, users and folders are not in it, so that a run can be shown around.
 */
public final class EnvironmentFile implements TrainingListener {

    /** Starts that are kept: a job that is started again each hour has one a line for a year in no report. */
    private static final int KEPT = 200;

    @Override
    public void onStart(TrainingRun run) throws IOException {
        Path file = run.folder().environment();
        ObjectNode whole = JsonMapper.shared().createObjectNode();
        ArrayNode starts = whole.putArray("starts");
        if (run.firstStep() > 0) {
            earlier(file).valueStream().forEach(starts::add);
        }
        while (starts.size() >= KEPT) {
            starts.remove(1); // the first start and the newest say most
        }
        starts.add(start(run));
        DurableFile.write(
                file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(whole) + "\n");
    }

    private static JsonNode earlier(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return JsonMapper.shared().createArrayNode();
        }
        try {
            return JsonMapper.shared().readTree(Files.readAllBytes(file)).path("starts");
        } catch (JacksonException damaged) {
            return JsonMapper.shared().createArrayNode(); // what is known now is worth more than an error
        }
    }

    private static ObjectNode start(TrainingRun run) {
        ObjectNode start = JsonMapper.shared().createObjectNode();
        start.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        start.put("step", run.firstStep());
        machine(start.putObject("machine"));
        software(start.putObject("software"));
        ObjectNode what = start.putObject("run");
        what.put("device", name(run));
        what.put("precision", run.precision().toString());
        what.put("microBatch", run.microBatch());
        what.put("parameters", ModelCost.of(run.plan().model()).parameters());
        what.put("images", run.images().size());
        what.put("stepsPerEpoch", run.stepsPerEpoch());
        what.put("totalSteps", run.totalSteps());
        return start;
    }

    private static void machine(ObjectNode machine) {
        machine.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        machine.put("processor", CpuFeatures.ofThisMachine().name());
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
