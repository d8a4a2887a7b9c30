package dev.pixio.model.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A GPU for estimates: the figures of its maker, of dense products in bf16 that are summed in fp32. Nothing here was measured. */
public enum Accelerator {
    B200("NVIDIA B200", 2250, 180),
    H200("NVIDIA H200", 989, 141),
    H100("NVIDIA H100 SXM", 989, 80),
    H100_PCIE("NVIDIA H100 PCIe", 756, 80),
    A100("NVIDIA A100 80 GB", 312, 80),
    L40S("NVIDIA L40S", 362, 48),
    A10("NVIDIA A10", 125, 24),
    L4("NVIDIA L4", 121, 24),
    RTX4090("NVIDIA GeForce RTX 4090", 165, 24);

    private final String title;
    private final double teraflops;
    private final int gigabytes;

    Accelerator(String title, double teraflops, int gigabytes) {
        this.title = title;
        this.teraflops = teraflops;
        this.gigabytes = gigabytes;
    }

    /**
     * The one of a name such as {@code h100} or {@code h100-pcie}.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public static Accelerator find(String name) {
        return Arrays.stream(values())
                .filter(one -> one.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown device '" + name + "'; known are " + String.join(", ", names()) + " and cpu"));
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Accelerator::toString).toList();
    }

    public String title() {
        return title;
    }

    /** Floating-point operations per second at most. */
    public double peakFlops() {
        return teraflops * 1e12;
    }

    /** Memory in bytes. */
    public double bytes() {
        return gigabytes * 1e9;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
