package dev.pixio.cli.weights;

import static dev.pixio.cli.weights.InfoCommand.line;

import dev.pixio.monitor.NumberText;
import dev.pixio.torch.cuda.CudaSystem;
import dev.pixio.torch.cuda.CudaVersions;
import dev.pixio.torch.cuda.Gpu;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prints a GPU, the libraries for it, and what a run on it uses; or what is missing. */
final class GpuPrinter {

    private static final Pattern NAME = Pattern.compile("cuda(?::(\\d{1,4}))?");

    /** Settings of libtorch's allocator; both are read, and the second one holds if both are set. */
    private static final List<String> ALLOCATOR = List.of("PYTORCH_ALLOC_CONF", "PYTORCH_CUDA_ALLOC_CONF");

    private final PrintWriter out;
    private final CudaSystem system;
    private final Optional<String> failure;
    private final Supplier<List<String>> devices;

    /**
     * Prints to a writer.
     *
     * @param system this machine
     * @param failure why libtorch cannot be loaded; empty if it can
     * @param devices those that libtorch can use, if it can be loaded
     */
    GpuPrinter(PrintWriter out, CudaSystem system, Optional<String> failure, Supplier<List<String>> devices) {
        this.out = out;
        this.system = system;
        this.failure = failure;
        this.devices = devices;
    }

    /**
     * Prints a GPU.
     *
     * @param name {@code cuda} or {@code cuda:1}
     * @return whether it can be used
     * @throws IllegalArgumentException if the name is no such
     */
    boolean print(String name) {
        int number = number(name);
        List<String> problems = problems(number);
        line(
                out,
                "device",
                "cuda:" + number
                        + system.gpu(number).map(gpu -> ", " + gpu.name()).orElse(""));
        system.gpu(number).ifPresent(this::describe);
        if (system.driver().failure().isEmpty()) {
            line(out, "driver", system.driver().describe());
        }
        if (system.build().forCuda()) {
            CudaVersions.ofThisProcess()
                    .forEach(library -> line(
                            out,
                            library.title(),
                            library.version()
                                    + library.file()
                                            .map(Path::toString)
                                            .map(" "::concat)
                                            .orElse("")));
        }
        if (failure.isEmpty()) {
            line(out, "devices", String.join(", ", devices.get()));
        }
        if (system.driver().gpus().size() > 1) {
            line(out, "GPUs", gpus());
        }
        system.visible().ifPresent(value -> line(out, "environment", "CUDA_VISIBLE_DEVICES=" + value));
        if (problems.isEmpty()) {
            system.gpu(number).ifPresent(this::describeRun);
        } else {
            problems.forEach(problem -> line(out, "problem", problem));
            system.missing()
                    .forEach(library -> line(
                            out,
                            "missing",
                            library.file()
                                    + library.packages().map(": "::concat).orElse("")));
        }
        return problems.isEmpty();
    }

    private static int number(String name) {
        Matcher matcher = NAME.matcher(name.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no device '" + name + "': GPUs are cuda, cuda:0, cuda:1 and so on");
        }
        return Optional.ofNullable(matcher.group(1)).map(Integer::parseInt).orElse(0);
    }

    private List<String> problems(int number) {
        List<String> problems = new ArrayList<>(system.problems(OptionalInt.of(number)));
        if (failure.isPresent() && system.missing().isEmpty()) {
            problems.add(0, "libtorch cannot be loaded: " + failure.get());
        }
        if (problems.isEmpty() && !devices.get().contains("cuda:" + number)) {
            problems.add("libtorch cannot use this GPU, though driver and libraries are there");
        }
        return problems;
    }

    private void describe(Gpu gpu) {
        String built =
                system.build().capabilities().stream().map(Object::toString).collect(Collectors.joining(", "));
        line(out, "capability", gpu.capability() + (built.isEmpty() ? "" : "; this build has code for " + built));
        String free = gpu.freeBytes().isPresent()
                ? ", " + NumberText.bytes((double) gpu.freeBytes().getAsLong()) + " free"
                : "";
        line(out, "memory", NumberText.bytes((double) gpu.bytes()) + free);
    }

    private String gpus() {
        return system.driver().gpus().stream()
                .map(gpu -> gpu.device() + " " + gpu.name())
                .collect(Collectors.joining(", "));
    }

    private void describeRun(Gpu gpu) {
        String precision = gpu.capability().hasBf16()
                ? "bf16 autocast by default"
                : "bf16 autocast by default, for which this GPU has no tensor cores: try --precision fp32";
        line(out, "a run uses", precision);
        line(out, "", "the whole batch at once, and halves of it if it does not fit; --micro-batch auto measures");
        String allocator = ALLOCATOR.stream()
                .flatMap(variable -> Stream.ofNullable(System.getenv(variable)).map(value -> variable + "=" + value))
                .collect(Collectors.joining(" "));
        line(
                out,
                "",
                allocator.isEmpty()
                        ? "libtorch's allocator as it is; " + ALLOCATOR.get(0)
                                + "=expandable_segments:True fragments less"
                        : "libtorch's allocator with " + allocator);
    }
}
