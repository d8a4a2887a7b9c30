package dev.pixio.torch.cuda;

import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.global.torch;

/**
 * What the natives on the class path were built for.
 *
 * @param forCuda whether they are libtorch's build for CUDA
 * @param capabilities that it has machine code for, ascending; empty if unknown
 */
public record CudaBuild(boolean forCuda, List<ComputeCapability> capabilities) {

    /** The CUDA that the natives of the profile {@code cuda} are compiled with needs a driver for this version or a later one. */
    static final int OLDEST_DRIVER = 13000;

    /** The driver's release for it, from NVIDIA's table of CUDA 13's minor version compatibility. */
    static final int OLDEST_RELEASE = 580;

    /** In libtorch's build configuration: {@code -gencode;arch=compute_90,code=sm_90}. */
    private static final Pattern MACHINE_CODE = Pattern.compile("code=sm_(\\d+)");

    private static final String NATIVE = "/org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch.so";

    public CudaBuild {
        capabilities = List.copyOf(capabilities);
    }

    /** Whether the natives on the class path are those for CUDA. Loads nothing. */
    public static boolean isForCuda() {
        return torch.class.getResource(NATIVE) != null;
    }

    /**
     * The natives on the class path.
     *
     * @param configuration libtorch's build configuration; empty if it cannot be loaded
     */
    static CudaBuild of(String configuration) {
        TreeSet<ComputeCapability> found = new TreeSet<>();
        MACHINE_CODE
                .matcher(configuration)
                .results()
                .map((MatchResult match) -> Integer.parseInt(match.group(1)))
                .forEach(number -> found.add(ComputeCapability.ofArchitecture(number)));
        return new CudaBuild(isForCuda(), List.copyOf(found));
    }

    /** Whether there is code for a GPU, or it is not known that there is none. */
    boolean hasCodeFor(ComputeCapability gpu) {
        return capabilities.isEmpty() || capabilities.stream().anyMatch(gpu::runsCodeFor);
    }
}
