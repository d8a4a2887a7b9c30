package dev.pixio.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The features of this machine's processor that decide how to train.
 *
 * @param name the processor's model name, or its architecture if the system does not report one
 * @param version such as {@code family 26, model 2}, since a name such as {@code AMD EPYC} is that of several generations; empty if
 *     the system does not report one
 * @param flags the relevant instruction sets, such as {@code avx512_bf16}
 */
public record CpuFeatures(String name, String version, Set<String> flags) {

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

    /** Fields of {@code /proc/cpuinfo}, and their names here. */
    private static final Map<String, String> VERSION_FIELDS = new TreeMap<>(
            Map.of("cpu family", "family", "model", "model", "CPU implementer", "implementer", "CPU part", "part"));

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
        return new CpuFeatures(name, version(cpuinfo), flags);
    }

    /** Of the processor's design: an x86 processor reports family and model, an ARM processor implementer and part. */
    private static String version(List<String> cpuinfo) {
        return VERSION_FIELDS.entrySet().stream()
                .map(field -> field.getValue() + " " + value(cpuinfo, field.getKey(), ""))
                .filter(field -> !field.endsWith(" "))
                .collect(Collectors.joining(", "));
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
        return new CpuFeatures(System.getProperty("os.arch").toLowerCase(Locale.ROOT), "", Set.of());
    }

    /** Name and version, such as {@code AMD EPYC, family 26, model 2}. */
    public String fullName() {
        return version.isEmpty() ? name : name + ", " + version;
    }

    /** Whether bf16 products run in hardware. */
    public boolean hasNativeBf16() {
        return flags.stream().anyMatch(NATIVE_BF16::contains);
    }
}
