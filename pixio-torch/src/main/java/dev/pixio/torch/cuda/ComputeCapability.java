package dev.pixio.torch.cuda;

import java.util.Comparator;

/**
 * The version of a GPU's instructions: 9.0 is that of an H100.
 *
 * @param major generation
 * @param minor version within it
 */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {

    private static final Comparator<ComputeCapability> ORDER =
            Comparator.comparingInt(ComputeCapability::major).thenComparingInt(ComputeCapability::minor);

    /** Of the number in {@code sm_90} or {@code sm_120}: the last digit is the minor version. */
    static ComputeCapability ofArchitecture(int number) {
        return new ComputeCapability(number / 10, number % 10);
    }

    /** Whether this GPU runs machine code that was compiled for another: of the same generation and not of a later version. */
    boolean runsCodeFor(ComputeCapability compiled) {
        return major == compiled.major && minor >= compiled.minor;
    }

    /** Whether products in bf16 are computed by tensor cores: since 8.0. */
    public boolean hasBf16() {
        return major >= 8;
    }

    @Override
    public int compareTo(ComputeCapability other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
