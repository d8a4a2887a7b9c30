package dev.pixio.precision;

import dev.pixio.torch.CpuFeatures;
import dev.pixio.torch.Libtorch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What measured rates depend on besides the workload: rates of other conditions must not be taken for those of this process.
 *
 * @param processor name and version, and its instructions for matrix products, of which a hypervisor may hide some
 * @param libraries libtorch and the library for its small products in fp32
 * @param kernels {@link BlockTimer#VERSION}
 * @param threads of an operation
 * @param settings environment variables that limit instructions or threads of the libraries
 */
record RateConditions(String processor, String libraries, int kernels, int threads, Map<String, String> settings) {

    /** Beginnings of the names of variables that libtorch, oneDNN, OpenBLAS, MKL and OpenMP read. */
    private static final List<String> VARIABLES =
            List.of("ATEN_", "ONEDNN_", "DNNL_", "OPENBLAS_", "MKL_", "OMP_", "GOMP_", "KMP_");

    RateConditions {
        settings = Map.copyOf(settings);
    }

    static RateConditions ofThisProcess() {
        return of(CpuFeatures.ofThisMachine(), Libtorch.threads(), System.getenv());
    }

    static RateConditions of(CpuFeatures cpu, int threads, Map<String, String> environment) {
        String blas = Objects.requireNonNullElse(System.getProperty("org.bytedeco.openblas.load"), Libtorch.blas());
        return new RateConditions(
                cpu.fullName() + " with " + String.join(" ", new TreeSet<>(cpu.flags())),
                "libtorch " + Libtorch.version() + " and " + blas,
                BlockTimer.VERSION,
                threads,
                environment.entrySet().stream()
                        .filter(variable -> VARIABLES.stream().anyMatch(variable.getKey()::startsWith))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** All in one line, always in the same order. */
    @Override
    public String toString() {
        String limits = settings.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining(" "));
        return String.join(
                "; ",
                processor,
                libraries,
                "blocks " + kernels,
                "threads " + threads,
                limits.isEmpty() ? "no settings" : limits);
    }
}
