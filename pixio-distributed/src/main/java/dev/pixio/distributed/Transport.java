package dev.pixio.distributed;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** By which library tensors of a model travel between processes. What processes agree on always travels by Gloo. */
public enum Transport {
    /** NCCL between GPUs, otherwise Gloo. */
    AUTO,
    /** Gloo, over the network between the hosts' memories. */
    GLOO,
    /** NCCL, between GPUs. */
    NCCL;

    /**
     * The transport of a name, in any case.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Transport named(String name) {
        return Arrays.stream(values())
                .filter(transport -> transport.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no backend '" + name + "'; there is "
                        + Arrays.stream(values()).map(Transport::toString).collect(Collectors.joining(", "))));
    }

    /**
     * Whether tensors on a device travel by NCCL.
     *
     * @param device its name, such as {@code cpu} or {@code cuda:0}
     * @param gpu whether it is a GPU
     * @throws IllegalArgumentException if it is none and NCCL was demanded
     */
    boolean isNccl(String device, boolean gpu) {
        if (this == NCCL && !gpu) {
            throw new IllegalArgumentException("--backend nccl is for GPUs, and the device is " + device
                    + ": give --device cuda, or leave --backend out");
        }
        return gpu && this != GLOO;
    }

    /** The name in lower case, as on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
