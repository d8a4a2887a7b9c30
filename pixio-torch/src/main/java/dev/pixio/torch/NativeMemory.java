package dev.pixio.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How much memory this process holds and can still get. Tensors are outside of the Java heap and JavaCPP's own counters miss
 * almost all of them, so these numbers come from the operating system. Sizes are bytes; empty where the system does not
 * report them (only Linux does).
 */
public final class NativeMemory {

    private static final Path ROOT = Path.of("/");

    private NativeMemory() {}

    /** The resident memory of the process. */
    public static OptionalLong resident() {
        return status(ROOT, "VmRSS:");
    }

    /** The largest resident memory that the process has had. */
    public static OptionalLong peakResident() {
        return status(ROOT, "VmHWM:");
    }

    /**
     * What the process can still get without swapping: the least of what the machine has available and what the limits of
     * its control groups leave (see {@link CgroupMemory}).
     */
    public static OptionalLong available() {
        return available(ROOT);
    }

    /**
     * Whether the process has come close to the end of its memory at any time, which explains a failed allocation that is not
     * reported as one: less than a tenth was left of its address space ({@code ulimit -v}) or of what was
     * {@linkplain #available available} to it.
     */
    public static boolean hasBeenNearlyExhausted() {
        return hasBeenNearlyExhausted(ROOT);
    }

    static OptionalLong available(Path root) {
        return min(kibibytes(root.resolve("proc/meminfo"), "MemAvailable:"), new CgroupMemory(root).available());
    }

    static boolean hasBeenNearlyExhausted(Path root) {
        return addressSpaceWasShort(root) || memoryWasShort(root);
    }

    private static boolean addressSpaceWasShort(Path root) {
        OptionalLong limit = addressSpaceLimit(root);
        OptionalLong peak = status(root, "VmPeak:");
        return limit.isPresent()
                && peak.isPresent()
                && isShort(limit.getAsLong() - peak.getAsLong(), limit.getAsLong());
    }

    /** By the peak: memory is freed again before an exception is caught. */
    private static boolean memoryWasShort(Path root) {
        OptionalLong available = available(root);
        OptionalLong resident = status(root, "VmRSS:");
        OptionalLong peak = status(root, "VmHWM:");
        if (available.isEmpty() || resident.isEmpty() || peak.isEmpty()) {
            return false;
        }
        long total = available.getAsLong() + resident.getAsLong();
        return isShort(total - peak.getAsLong(), total);
    }

    private static boolean isShort(long left, long total) {
        return left < total / 10;
    }

    private static OptionalLong addressSpaceLimit(Path root) {
        String name = "Max address space";
        // Name, soft limit, hard limit, unit; a limit may be the word unlimited.
        return lines(root.resolve("proc/self/limits")).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> number(line.substring(name.length()).strip().split("\\s+", 2)[0]))
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private static OptionalLong status(Path root, String key) {
        return kibibytes(root.resolve("proc/self/status"), key);
    }

    private static OptionalLong kibibytes(Path file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line ->
                        number(line.substring(key.length()).replace("kB", "").strip()))
                .flatMapToLong(OptionalLong::stream)
                .map(kibibytes -> kibibytes * 1024)
                .findFirst();
    }

    /** The smaller of those that are present. */
    static OptionalLong min(OptionalLong... values) {
        return Stream.of(values).flatMapToLong(OptionalLong::stream).min();
    }

    /** The lines of a file of the kernel; none if it cannot be read. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of(); // not Linux, another version of the kernel, or hidden in a container
        }
    }

    /** A number that is not negative; empty for anything else, such as {@code max} or {@code unlimited}. */
    static OptionalLong number(String text) {
        try {
            long value = Long.parseLong(text);
            return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }
}
