package dev.pixio.torch.memory;

import com.sun.management.OperatingSystemMXBean;
import dev.pixio.torch.NativeMemory;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** Refuses data that cannot fit into memory, before anything is computed for it. */
public final class MemoryDemand {

    private MemoryDemand() {}

    /**
     * Checks data in native memory.
     *
     * @param data in the plural, such as {@code 1000 scenes of 64 x 64 pixels}
     * @param bytes that they take
     * @throws IllegalArgumentException if the process can get less memory without swapping
     */
    public static void requireNative(String data, double bytes) {
        require(data, bytes, NativeMemory.available().orElseGet(MemoryDemand::total), "of memory");
    }

    /**
     * Checks data in Java arrays.
     *
     * @param data in the plural
     * @param bytes that they take
     * @throws IllegalArgumentException if the heap of the JVM is smaller
     */
    public static void requireHeap(String data, double bytes) {
        require(data, bytes, Runtime.getRuntime().maxMemory(), "of the Java heap");
    }

    static void require(String data, double bytes, long available, String memory) {
        if (bytes > available) {
            throw new IllegalArgumentException(data + " take " + gigabytes(bytes) + " " + memory + ", and "
                    + gigabytes((double) available) + " are available: use fewer");
        }
    }

    private static String gigabytes(double bytes) {
        return String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }

    private static long total() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
