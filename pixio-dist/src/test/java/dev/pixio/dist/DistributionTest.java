package dev.pixio.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The folder of a platform that is not this machine's, which has no runtime. */
class DistributionTest {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"windows-x86_64, pixio.cmd", "macosx-arm64, pixio"})
    void anotherPlatformHasItsLauncherAndNoRuntime(String platform, String launcher) throws Exception {
        Path made = build(Platform.of(platform));

        try (Stream<Path> names = Files.list(made.resolve("bin"))) {
            assertThat(names.map(path -> path.getFileName().toString())).containsExactly(launcher);
        }
        assertThat(made.resolve("bin").resolve(launcher)).isExecutable();
        assertThat(made.resolve("runtime")).doesNotExist();
        assertThat(made.resolve("lib/jvm.options")).exists();
        assertThat(made.resolve("licenses/COMPONENTS.txt")).content().contains("org.some:library 1.0");
        assertThat(made.resolve("share/man/man1/pixio-pretrain.1")).exists();
        try (JarFile jar = new JarFile(made.resolve("lib/pixio.jar").toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Class-Path"))
                    .isEqualTo("library.jar");
        }
    }

    /** The interpreter of Windows reads lines that end so, and this one has no blocks, in which a path with a bracket would end them. */
    @Test
    void theLauncherOfWindowsHasLinesOfWindows() throws Exception {
        String script = Files.readString(build(Platform.WINDOWS_X86_64).resolve("bin/pixio.cmd"));

        assertThat(script.replace("\r\n", "")).doesNotContain("\n", "\r");
        assertThat(script.lines()).noneMatch(line -> line.endsWith("("));
    }

    private Path build(Platform platform) throws IOException, InterruptedException {
        Path jar = folder.resolve("library.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("a.txt"));
            zip.closeEntry();
        }
        Path components = folder.resolve("components.json");
        Files.writeString(
                components,
                "{\"components\": [{\"group\": \"org.some\", \"name\": \"library\", \"version\": \"1.0\","
                        + " \"licenses\": [{\"license\": {\"id\": \"MIT\"}}]}]}");
        Path made = folder.resolve(platform.classifier());
        Instant time = Instant.parse("2026-11-01T00:00:00Z");
        new Distribution(PROJECT, made, "1.0", time, platform)
                .build(List.of(jar), Components.read(components), new Jdk(Path.of(System.getProperty("java.home"))));
        return made;
    }
}
