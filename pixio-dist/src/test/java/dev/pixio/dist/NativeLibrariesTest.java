package dev.pixio.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeLibrariesTest {

    private static final String ELF_X86 = "7f454c46020101000000000000000000" + "03003e00";
    private static final String ELF_ARM = "7f454c46020101000000000000000000" + "0300b700";
    private static final String MACH_O_ARM = "cffaedfe0c000001";
    private static final String MACH_O_X86 = "cffaedfe07000001";
    private static final String ZEROS = "00000000000000000000000000000000"; // 16 bytes
    private static final String UNIVERSAL = "cafebabe00000002" + "01000007" + ZEROS + "0100000c" + ZEROS;
    private static final String DOS = "4d5a000000000000" + "0000000000000000" + ZEROS + ZEROS
            + "000000000000000000000000" + "80000000" + ZEROS + ZEROS + ZEROS + ZEROS;
    private static final String PE_X86 = DOS + "50450000" + "6486";
    private static final String PE_I386 = DOS + "50450000" + "4c01";

    @TempDir
    private Path folder;

    /** The headers are those of the formats' specifications, and the names of the files say something else. */
    @ParameterizedTest
    @CsvSource({
        ELF_X86 + ", linux-x86_64",
        ELF_ARM + ", linux-arm64",
        MACH_O_ARM + ", macosx-arm64",
        MACH_O_X86 + ", macosx-x86_64",
        UNIVERSAL + ", macosx-arm64",
        UNIVERSAL + ", macosx-x86_64",
        PE_X86 + ", windows-x86_64"
    })
    void theHeaderOfALibraryHasItsPlatform(String header, String platform) {
        assertThat(BinaryHeader.platforms(HexFormat.of().parseHex(header))).contains(platform);
    }

    @ParameterizedTest
    @CsvSource({PE_I386, "4d5a", "cafebabe7fffffff", "23212f62696e2f7368"})
    void whatIsNoLibraryOfAPlatformHasNone(String header) {
        assertThat(BinaryHeader.platforms(HexFormat.of().parseHex(header))).isEmpty();
    }

    @Test
    void theLibrariesOfAllArtifactsAreCounted() throws IOException {
        assertThat(check(jars(ELF_X86))).isEqualTo(NativeLibraries.ARTIFACTS.size());
    }

    @Test
    void aLibraryOfAnotherProcessorIsRefused() throws IOException {
        List<Path> jars = jars(ELF_X86);
        jars.add(jar("some-1.0.jar", "native/linux-x86_64/libsome.so", ELF_ARM));

        assertThatThrownBy(() -> check(jars))
                .hasMessage("not for linux-x86_64: some-1.0.jar!native/linux-x86_64/libsome.so");
    }

    @Test
    void anArtifactWithoutLibrariesIsNamed() throws IOException {
        List<Path> jars = jars(ELF_X86);
        jars.removeIf(jar -> jar.getFileName().toString().startsWith("pytorch"));
        jars.add(jar("pytorch-2.0.jar", "org/bytedeco/pytorch/Tensor.class", "cafebabe"));

        assertThatThrownBy(() -> check(jars)).hasMessage("no native libraries for linux-x86_64 in pytorch");
    }

    private static int check(List<Path> jars) throws IOException {
        return new NativeLibraries(Platform.LINUX_X86_64).check(jars);
    }

    private List<Path> jars(String header) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String artifact : NativeLibraries.ARTIFACTS) {
            jars.add(jar(artifact + "-1.0-linux-x86_64.jar", "lib/lib" + artifact + ".so.1", header));
        }
        return jars;
    }

    private Path jar(String name, String entry, String content) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(HexFormat.of().parseHex(content));
            zip.closeEntry();
        }
        return jar;
    }
}
