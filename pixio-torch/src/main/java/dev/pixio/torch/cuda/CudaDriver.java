package dev.pixio.torch.cuda;

import java.util.List;
import java.util.Optional;

/**
 * What NVIDIA's driver reports to this process.
 *
 * @param failure why its library cannot be opened; empty if it can
 * @param code result of its initialisation: 0, or an error of CUDA's driver interface such as 100 (no device)
 * @param error text of an error; empty without one
 * @param cudaVersion the newest CUDA that it supports, in CUDA's own form: 13010 is 13.1; 0 if unknown
 * @param release version of the driver, such as {@code 580.65.06}; empty if its management library is absent
 */
public record CudaDriver(
        Optional<String> failure, int code, String error, int cudaVersion, Optional<String> release, List<Gpu> gpus) {

    /** CUDA_ERROR_NO_DEVICE. */
    static final int NO_DEVICE = 100;

    /** CUDA_ERROR_INVALID_DEVICE, the result of a variable that names a device which does not exist. */
    static final int INVALID_DEVICE = 101;

    public CudaDriver {
        gpus = List.copyOf(gpus);
    }

    /** A machine without the driver's library. */
    static CudaDriver absent(String failure) {
        return new CudaDriver(Optional.of(failure), 0, "", 0, Optional.empty(), List.of());
    }

    /** A version in CUDA's own form: 13010 is 13.1. */
    static String text(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    /** Its release and the newest CUDA that it supports: {@code 580.65.06, for CUDA up to 13.0}. */
    public String describe() {
        return release.orElse("unknown release") + ", for CUDA up to " + text(cudaVersion);
    }
}
