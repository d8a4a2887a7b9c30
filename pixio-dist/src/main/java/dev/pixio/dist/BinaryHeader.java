package dev.pixio.dist;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The beginning of a native library, which says for which system and processor it is. */
final class BinaryHeader {

    /** What is read of a file: the header of a library for Windows is behind a program for DOS. */
    static final int BYTES = 1024;

    private static final int ELF = 0x7f454c46;
    private static final int ELF_MACHINE = 18; // offset
    private static final int MACH_O = 0xcffaedfe; // 64 bits, little-endian
    private static final int MACH_O_UNIVERSAL = 0xcafebabe; // the same libraries for several processors
    private static final int UNIVERSAL_ENTRY = 20; // bytes
    private static final int DOS = 0x4d5a0000;
    private static final int PE_OFFSET = 0x3c;
    private static final int PE = 0x50450000;

    private BinaryHeader() {}

    /**
     * The platforms of a library, such as {@code linux-x86_64}, with the names of Maven's classifiers; empty if its format is none of
     * ELF, Mach-O and PE or its processor is another.
     *
     * @param start the first {@value #BYTES} bytes, or all of a shorter file
     */
    static Set<String> platforms(byte[] start) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).put(start);
        int magic = bytes.getInt(0);
        if (magic == ELF) {
            return named("linux", elf(little(bytes).getShort(ELF_MACHINE)));
        }
        if (magic == MACH_O) {
            return named("macosx", machO(little(bytes).getInt(Integer.BYTES)));
        }
        if (magic == MACH_O_UNIVERSAL) {
            int count = Math.min(bytes.getInt(Integer.BYTES), BYTES / UNIVERSAL_ENTRY - 1);
            return IntStream.range(0, count)
                    .mapToObj(entry -> machO(bytes.getInt(2 * Integer.BYTES + entry * UNIVERSAL_ENTRY)))
                    .flatMap(processor -> named("macosx", processor).stream())
                    .collect(Collectors.toUnmodifiableSet());
        }
        int offset = little(bytes).getInt(PE_OFFSET);
        boolean isPe = (magic & 0xffff0000) == DOS
                && offset >= 0
                && offset <= BYTES - 2 * Integer.BYTES
                && bytes.getInt(offset) == PE;
        return isPe ? named("windows", pe(little(bytes).getShort(offset + Integer.BYTES))) : Set.of();
    }

    private static ByteBuffer little(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static Set<String> named(String system, Optional<String> processor) {
        return processor.map(name -> Set.of(system + "-" + name)).orElse(Set.of());
    }

    private static Optional<String> elf(short machine) {
        return processor(machine, 0x3e, 0xb7);
    }

    private static Optional<String> machO(int type) {
        return processor(type, 0x01000007, 0x0100000c);
    }

    private static Optional<String> pe(short machine) {
        return processor(machine & 0xffff, 0x8664, 0xaa64);
    }

    private static Optional<String> processor(int found, int x86, int arm) {
        if (found == x86) {
            return Optional.of("x86_64");
        }
        return found == arm ? Optional.of("arm64") : Optional.empty();
    }
}
