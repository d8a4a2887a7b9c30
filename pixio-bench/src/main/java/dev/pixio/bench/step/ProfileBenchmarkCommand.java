package dev.pixio.bench.step;

import dev.pixio.bench.profile.StepProfile;
import dev.pixio.torch.Libtorch;
import dev.pixio.torch.profile.Profiler;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixio bench profile}. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the time of a training step by kind of work: matrix products, attention, element-wise operations, norms,"
                    + " optimizer, copies, idle. On a GPU the times are those of its kernels, if CUPTI is installed, on a CPU those of"
                    + " libtorch's operators.",
            "Not covered: what the parts of a fused operator or kernel take, and what Java does meanwhile, which is idle time."
        })
public final class ProfileBenchmarkCommand implements Callable<Integer> {

    /** With this variable a GPU's kernels are waited for where they are started, so that operators last as long as their kernels. */
    private static final String BLOCKING = "CUDA_LAUNCH_BLOCKING";

    private static final int MOST_STEPS = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StepOptions options = new StepOptions();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps that are recorded (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Keep the trace: https://ui.perfetto.dev and chrome://tracing show it.")
    private @Nullable Path trace;

    @Option(names = "--json", description = "Print one JSON object and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        StepBenchmark.Work work = work();
        Path file = trace == null ? Files.createTempFile("pixio-trace", ".json") : trace;
        try (StepBenchmark benchmark = new StepBenchmark(work)) {
            benchmark.secondsPerStep(StepBenchmark.STEPS_BEFORE_REPLAY); // memory and kernels are settled then, too
            double unrecorded = benchmark.secondsPerStep(steps);
            double[] seconds = new double[1];
            Profiler.record(work.device(), file, () -> {
                long start = System.nanoTime();
                benchmark.recordedSteps(steps);
                seconds[0] = (System.nanoTime() - start) / 1e9;
            });
            StepProfile profile = StepProfile.of(file, StepBenchmark.OPTIMIZER_STAGE, seconds[0], steps);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                out.println(JsonMapper.shared().writeValueAsString(about(work, unrecorded, profile)));
            } else {
                print(out, work, unrecorded, profile);
            }
            out.flush();
        } finally {
            if (trace == null) {
                Files.deleteIfExists(file);
            }
        }
        return 0;
    }

    private StepBenchmark.Work work() {
        try {
            if (steps < 1 || steps > MOST_STEPS) {
                throw new IllegalArgumentException("--steps must be from 1 to " + MOST_STEPS + ", not " + steps);
            }
            return options.work(0);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Map<String, Object> about(StepBenchmark.Work work, double unrecorded, StepProfile profile) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("what", options.title(work));
        about.put("device", Libtorch.isGpu(work.device()) ? "cuda" : "cpu");
        about.put("times", times(work, profile.source()));
        about.put("steps", steps);
        about.put("millisecondsUnrecorded", unrecorded * 1e3);
        about.put("milliseconds", profile.milliseconds());
        about.put("kinds", profile.kinds());
        about.put("longest", profile.longest());
        return about;
    }

    /** What the times are of, in words. */
    private static String times(StepBenchmark.Work work, StepProfile.Source source) {
        if (source == StepProfile.Source.KERNELS) {
            return "kernels of the GPU";
        }
        if (!Libtorch.isGpu(work.device())) {
            return "operators on the CPU";
        }
        return "1".equals(System.getenv(BLOCKING))
                ? "operators, each with its kernels (" + BLOCKING + "=1)"
                : "only the start of kernels: CUPTI has recorded none; with " + BLOCKING
                        + "=1 operators last as long as their kernels";
    }

    private void print(PrintWriter out, StepBenchmark.Work work, double unrecorded, StepProfile profile) {
        out.println(options.title(work));
        out.printf(
                Locale.ROOT,
                "%.1f ms per step, %.1f while it is recorded; times of %s%n%n",
                unrecorded * 1e3,
                profile.milliseconds(),
                times(work, profile.source()));
        out.printf(Locale.ROOT, "%-20s %10s %7s %8s%n", "kind of work", "ms a step", "share", "calls");
        profile.kinds().forEach(part -> out.printf(Locale.ROOT, "%-20s %s%n", part.name(), figures(part)));
        out.printf(Locale.ROOT, "%n%10s %7s %8s   %s%n", "ms a step", "share", "calls", "the longest");
        profile.longest().forEach(part -> out.printf(Locale.ROOT, "%s   %s%n", figures(part), shortened(part.name())));
    }

    private static String figures(StepProfile.Part part) {
        return String.format(
                Locale.ROOT, "%10.3f %5.1f %% %8.0f", part.milliseconds(), 100 * part.share(), part.calls());
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 97) + "...";
    }
}
