package dev.pixio.torch;

import dev.pixio.torch.cuda.CudaSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** The state of libtorch in this process: threads, versions and devices. */
public final class Libtorch {

    /** The largest number of threads of an operation; each is started at once. */
    public static final int MAX_THREADS = 1024;

    private static final Pattern GPU = Pattern.compile("cuda:(\\d{1,4})");

    /** Whether the user or {@link #setThreads} has chosen a number of threads. */
    private static volatile boolean chosen = System.getenv("OMP_NUM_THREADS") != null;

    /** The GPU of this process, if it sees several. */
    private static volatile int ownGpu;

    /**
     * Held while {@link WorkerThreads} start: libtorch gives a thread that has not computed yet the number that any thread set last, which
     * then is that of a worker.
     */
    static final Object THREAD_NUMBER = new Object();

    private Libtorch() {}

    /**
     * The number of threads that one operation of libtorch may use: unless one was chosen, at most one per processor that this process
     * may use. libtorch itself counts the cores of the machine, also if the process is bound to some of them or a container has fewer.
     */
    public static int threads() {
        int threads;
        synchronized (THREAD_NUMBER) {
            threads = torch.get_num_threads();
        }
        return chosen ? threads : Math.min(threads, Runtime.getRuntime().availableProcessors());
    }

    /**
     * Sets the number of threads that one operation of libtorch may use, for the calling thread and those started later. Those of
     * OpenBLAS are set, too, for the whole process.
     *
     * @throws IllegalArgumentException if the number is not 1 to {@link #MAX_THREADS}
     */
    public static void setThreads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        if (threads > MAX_THREADS) {
            throw new IllegalArgumentException("threads must be at most " + MAX_THREADS + ", not " + threads);
        }
        chosen = true;
        synchronized (THREAD_NUMBER) {
            torch.set_num_threads(threads);
        }
        BlasThreads.limit(threads); // it has its own
    }

    /** The versions of libtorch and of its Java binding, such as {@code 2.10.0-1.5.13}. */
    public static String version() {
        return Objects.requireNonNullElse(torch.class.getPackage().getImplementationVersion(), "unknown");
    }

    /** The library for fp32 matrix products on a CPU: {@code MKL} or {@code OpenBLAS}. */
    public static String blas() {
        return Context.hasMKL() ? "MKL" : "OpenBLAS";
    }

    /** The widest vector instructions that libtorch's own CPU kernels use, such as {@code AVX512}. */
    public static String cpuCapability() {
        try (BytePointer capability = torch.get_cpu_capability()) {
            return capability.getString();
        }
    }

    /** How libtorch was compiled, several lines. */
    public static String buildConfiguration() {
        try (BytePointer configuration = torch.show_config()) {
            return configuration.getString();
        }
    }

    /** The names of all devices that can be used, {@code cpu} first. A GPU that this build has no code for is none of them. */
    public static List<String> devices() {
        List<String> devices = new ArrayList<>(List.of("cpu"));
        if (torch.cuda_is_available()) {
            CudaSystem system = cuda();
            for (int i = 0; i < torch.cuda_device_count(); i++) {
                if (system.hasCodeFor(i)) {
                    devices.add("cuda:" + i);
                }
            }
        }
        return List.copyOf(devices);
    }

    /**
     * The device with the given name.
     *
     * @param name {@code auto} (the GPU of this process, otherwise the CPU), {@code cpu}, {@code cuda} (the GPU of this process, the
     *     first unless {@link #setGpu} has chosen one) or {@code cuda:1}
     * @throws IllegalArgumentException if there is no such device here; if a GPU was named, the message says why and what to do
     */
    public static Device device(String name) {
        List<String> devices = devices();
        String own = "cuda:" + ownGpu;
        String wanted = switch (name.toLowerCase(Locale.ROOT)) {
            case "auto" -> devices.contains(own) ? own : devices.get(Math.min(1, devices.size() - 1));
            case "cuda" -> own;
            default -> name.toLowerCase(Locale.ROOT);
        };
        if (!devices.contains(wanted)) {
            throw new IllegalArgumentException(absence(name, wanted, devices));
        }
        return new Device(wanted);
    }

    private static String absence(String name, String wanted, List<String> devices) {
        String available = "there is " + String.join(", ", devices) + " (and auto)";
        Matcher gpu = GPU.matcher(wanted);
        return gpu.matches()
                ? "no device '" + name + "' here: " + gpuProblem(OptionalInt.of(Integer.parseInt(gpu.group(1)))) + "; "
                        + available
                : "no device '" + name + "' here; " + available;
    }

    /**
     * Why a GPU cannot be used, in one line with what to do. Call it if one cannot.
     *
     * @param number of the GPU; empty for any
     */
    public static String gpuProblem(OptionalInt number) {
        return cuda().problems(number).stream()
                .findFirst()
                .orElse(
                        "libtorch finds no GPU, though libraries and driver are there; pixio info --device cuda prints them");
    }

    /** What computations on a GPU depend on; looked at once. */
    public static CudaSystem cuda() {
        return Cuda.SYSTEM;
    }

    private static final class Cuda {
        static final CudaSystem SYSTEM = torch.cuda_is_available()
                ? CudaSystem.ofWorkingMachine(buildConfiguration())
                : CudaSystem.ofThisMachine(buildConfiguration());
    }

    /** The number of GPUs that libtorch can use; 0 with a build for CPUs. */
    public static int gpuCount() {
        return torch.cuda_is_available() ? (int) torch.cuda_device_count() : 0;
    }

    /**
     * Chooses the GPU that {@code auto} and {@code cuda} name in this process, one of several that train on this host.
     *
     * @param localRank number of this process on its host, from 0; if there are fewer GPUs, some are shared
     */
    public static void setGpu(int localRank) {
        int count = gpuCount();
        ownGpu = count == 0 ? 0 : localRank % count;
    }

    /** Waits until the device has finished all work that was given to it; returns at once on a CPU. */
    public static void synchronize(Device device) {
        if (isGpu(device)) {
            torch.cuda_synchronize(device.index());
        }
    }

    /** Whether fp32 products on a GPU are computed in TF32, with a mantissa of ten bits; libtorch's default is no. */
    public static boolean usesTf32() {
        return torch.globalContext().allowTF32CuBLAS();
    }

    /** Whether the device is a GPU, which works asynchronously to the calling thread. */
    public static boolean isGpu(Device device) {
        return device.is_cuda();
    }
}
