package dev.pixio.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How much memory this process and this machine have. Tensors live outside the Java heap and JavaCPP's own counters see
 * almost none of them, so this asks the operating system. Sizes are bytes; absent where the system does not tell (only
 * Linux does).
 */
public final class NativeMemory {

    private NativeMemory() {}

    /** What the process holds in memory now. */
    public static OptionalLong resident() {
        return kibibytes(Path.of("/proc/self/status"), "VmRSS:");
    }

    /** The most that the process ever held. */
    public static OptionalLong peakResident() {
        return kibibytes(Path.of("/proc/self/status"), "VmHWM:");
    }

    /** What the machine can still give without swapping. */
    public static OptionalLong available() {
        return kibibytes(Path.of("/proc/meminfo"), "MemAvailable:");
    }

    private static OptionalLong kibibytes(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(key)) {
                    String number =
                            line.substring(key.length()).replace("kB", "").strip();
                    return OptionalLong.of(Long.parseLong(number) * 1024);
                }
            }
            return OptionalLong.empty();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }
}
