package dev.pixio.torch.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that a computation on a GPU depends on, as it is on this machine.
 *
 * @param build the natives
 * @param missing libraries of CUDA that they need; not looked for in a build for CPUs
 * @param driver what it reports; not asked in a build for CPUs
 * @param visible the variable {@code CUDA_VISIBLE_DEVICES}; empty if it is not set
 * @param installed number of GPUs of the machine, whether this process may use them or not; 0 if unknown
 */
public record CudaSystem(
        CudaBuild build, List<MissingLibrary> missing, CudaDriver driver, Optional<String> visible, int installed) {

    private static final Path OF_DRIVER = Path.of("/proc/driver/nvidia/gpus");

    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

    public CudaSystem {
        missing = List.copyOf(missing);
    }

    /**
     * Looks at this machine: at its libraries, and through the driver at its GPUs, if the build is for CUDA.
     *
     * @param configuration libtorch's build configuration, for the GPUs that it has code for; empty if libtorch cannot be loaded
     */
    public static CudaSystem ofThisMachine(String configuration) {
        return read(configuration, CudaBuild.isForCuda() ? MissingLibrary.ofThisMachine() : List.of());
    }

    /** The same where libtorch uses GPUs: no library is missing, and none is opened to find that out. */
    public static CudaSystem ofWorkingMachine(String configuration) {
        return read(configuration, List.of());
    }

    private static CudaSystem read(String configuration, List<MissingLibrary> missing) {
        CudaBuild build = CudaBuild.of(configuration);
        CudaDriver driver = build.forCuda()
                ? DriverReader.read("libcuda.so.1", "libnvidia-ml.so.1")
                : CudaDriver.absent("not asked");
        return new CudaSystem(build, missing, driver, Optional.ofNullable(System.getenv(VISIBLE)), entries(OF_DRIVER));
    }

    private static int entries(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return (int) found.count();
        } catch (IOException noDriver) {
            return 0;
        }
    }

    /** The libraries that are missing and the packages that have them, in one line; empty if none is missing. */
    public Optional<String> missingLibraries() {
        return missing.isEmpty() ? Optional.empty() : Optional.of(MissingLibrary.describe(missing));
    }

    /** The GPU with a number, if the driver reports it. */
    public Optional<Gpu> gpu(int number) {
        return driver.gpus().stream().filter(gpu -> gpu.number() == number).findFirst();
    }

    /** Whether the build has code for the GPU with a number, or it is not known that it has none. */
    public boolean hasCodeFor(int number) {
        return gpu(number).map(gpu -> build.hasCodeFor(gpu.capability())).orElse(true);
    }

    /**
     * Why a GPU cannot be used, each reason in one line with what to do; the one to remove first stands first. Empty if nothing
     * is known to be wrong.
     *
     * @param number of the GPU; empty for any
     */
    public List<String> problems(OptionalInt number) {
        if (!build.forCuda()) {
            return List.of(
                    "this build is for CPUs; PIXIO_MAVEN_ARGS=-Pcuda ./pixio --version makes the one for NVIDIA GPUs (x86_64"
                            + " Linux)");
        }
        List<String> problems = new ArrayList<>();
        missingLibraries().ifPresent(problems::add);
        ofDriver().or(() -> ofGpus(number)).ifPresent(problems::add);
        return List.copyOf(problems);
    }

    private Optional<String> ofDriver() {
        if (driver.failure().isPresent()) {
            return Optional.of("NVIDIA's driver is missing (" + driver.failure().get() + "): install release "
                    + CudaBuild.OLDEST_RELEASE
                    + " or newer; a container needs the GPUs from its host, as by docker run --gpus all");
        }
        if (driver.cudaVersion() < CudaBuild.OLDEST_DRIVER) {
            return Optional.of("NVIDIA's driver is too old (" + driver.describe() + "): this build needs CUDA "
                    + CudaDriver.text(CudaBuild.OLDEST_DRIVER) + ", which is release " + CudaBuild.OLDEST_RELEASE
                    + " or newer");
        }
        boolean none = driver.code() == CudaDriver.NO_DEVICE || driver.code() == CudaDriver.INVALID_DEVICE;
        if (driver.code() != 0 && !(none && visible.isPresent())) {
            return Optional.of("NVIDIA's driver cannot be used: " + driver.error() + " (error " + driver.code()
                    + " of CUDA); nvidia-smi may say more");
        }
        return Optional.empty();
    }

    private Optional<String> ofGpus(OptionalInt number) {
        List<Gpu> gpus = driver.gpus();
        if (gpus.isEmpty()) {
            return Optional.of(
                    visible.isPresent()
                            ? VISIBLE + "='" + visible.get() + "' hides all GPUs" + ofMachine()
                                    + ": unset it, or name some by number, as " + VISIBLE + "=0"
                            : "NVIDIA's driver reports no GPU");
        }
        if (number.isEmpty()) {
            return gpus.stream().anyMatch(gpu -> build.hasCodeFor(gpu.capability()))
                    ? Optional.empty()
                    : Optional.of(withoutCode(gpus.get(0)));
        }
        Optional<Gpu> wanted = gpu(number.getAsInt());
        if (wanted.isEmpty()) {
            String names = gpus.stream().map(Gpu::device).collect(Collectors.joining(", "));
            String limit = visible.map(value -> ", because " + VISIBLE + "='" + value + "'" + ofMachine())
                    .orElse("");
            return Optional.of("this process sees " + names + limit);
        }
        return wanted.filter(gpu -> !build.hasCodeFor(gpu.capability())).map(this::withoutCode);
    }

    private String ofMachine() {
        return installed > 0 ? " (of " + installed + " on this machine)" : "";
    }

    private String withoutCode(Gpu gpu) {
        return gpu.device() + " (" + gpu.name() + ") has compute capability " + gpu.capability()
                + ", and this build has code for "
                + build.capabilities().stream().map(ComputeCapability::toString).collect(Collectors.joining(", "));
    }
}
