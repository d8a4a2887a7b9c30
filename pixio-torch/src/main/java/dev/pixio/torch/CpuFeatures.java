package dev.pixio.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The features of this machine's processor that decide how to train.
 *
 * @param name the processor's model name, or its architecture if the system does not report one
 * @param flags the relevant instruction sets, such as {@code avx512_bf16}
 */
public record CpuFeatures(String name, Set<String> flags) {

    private static final List<String> OF_INTEREST = List.of(
            "avx2",
            "fma",
            "avx512f",
            "avx512vl",
            "avx512_vnni",
            "avx512_bf16",
            "amx_bf16",
            "amx_int8",
            "asimd",
            "bf16");

    /** Instructions that multiply bf16 in hardware; without one of them bf16 is slower than fp32. */
    private static final Set<String> NATIVE_BF16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

    public CpuFeatures {
        flags = Set.copyOf(flags);
    }

    /** The features of this machine; no flags on an unknown system. */
    public static CpuFeatures ofThisMachine() {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        if (Files.isReadable(cpuinfo)) {
            try {
                return parse(Files.readAllLines(cpuinfo));
            } catch (IOException unreadable) {
                return unknown();
            }
        }
        return unknown();
    }

    static CpuFeatures parse(List<String> cpuinfo) {
        String name = value(cpuinfo, "model name", System.getProperty("os.arch"));
        String all = value(cpuinfo, "flags", value(cpuinfo, "Features", ""));
        Set<String> flags = new TreeSet<>(List.of(all.split("\\s+")));
        flags.retainAll(OF_INTEREST);
        return new CpuFeatures(name, flags);
    }

    private static String value(List<String> cpuinfo, String key, String otherwise) {
        for (String line : cpuinfo) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
                return line.substring(colon + 1).strip();
            }
        }
        return otherwise;
    }

    private static CpuFeatures unknown() {
        return new CpuFeatures(System.getProperty("os.arch").toLowerCase(Locale.ROOT), Set.of());
    }

    /** Whether bf16 products run in hardware. */
    public boolean hasNativeBf16() {
        return flags.stream().anyMatch(NATIVE_BF16::contains);
    }
}
