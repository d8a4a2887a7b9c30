package dev.pixio.torch.cuda;

import java.util.OptionalLong;

/**
 * A GPU that the driver reports to this process.
 *
 * @param number of the device in this process: 1 is {@code cuda:1}
 * @param name such as {@code NVIDIA H100 80GB HBM3}
 * @param bytes memory of the GPU
 * @param freeBytes what nothing uses at present; empty if the driver's management library is absent
 */
public record Gpu(int number, String name, ComputeCapability capability, long bytes, OptionalLong freeBytes) {

    /** The name of the device: {@code cuda:1}. */
    public String device() {
        return "cuda:" + number;
    }
}
