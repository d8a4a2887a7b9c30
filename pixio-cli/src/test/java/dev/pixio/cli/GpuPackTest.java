package dev.pixio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * bench/gpu/pack/run.sh with the launcher of this checkout, in an unpacked pack whose Java prints how it was started: the stamp that
 * the script writes has to be one that {@code ./pixio} accepts.
 */
@EnabledOnOs(OS.LINUX)
class GpuPackTest {

    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void unpackedPack() throws IOException {
        home = Files.createDirectories(folder.resolve("pixio-gpu"));
        Path launcher = LauncherEnvironment.launcher();
        copyLauncher(launcher, home);
        Files.copy(launcher.resolveSibling("bench/gpu/pack/run.sh"), home.resolve("run.sh"));
        write("ready", "");
        write("lib/classpath", "pixio-bench.jar\nlibrary.jar\n");
        write("lib/pixio-bench.jar", "");
        write("lib/library.jar", "");
        write("tests/classes", "pixio-torch-test-classes.jar\n");
        write("tests/classpath", "console.jar\n");
        write("tests/jvm.options", "-Xmx1g -Xms64m\n");
        write("stand-ins/libpixio-absent.so.1/libpixio-absent.so.1", "");
        write("jre/release", "JAVA_VERSION=\"17.0.1\"\n");
        executable(home.resolve("jre/bin/java"), "printf '%s\\n' \"$@\" \"LIBRARIES=$LD_LIBRARY_PATH\"");
        executable(folder.resolve("python"), "echo " + folder.resolve("cuda"));
    }

    @Test
    void theLauncherAcceptsTheStampAndRunsTheJarsOfThePack() throws Exception {
        assertThat(run("info", "--device", "cuda"))
                .containsSubsequence(
                        "-Dorg.bytedeco.javacpp.cachedir=" + home.resolve("cache"),
                        "-cp",
                        home.resolve("lib/pixio-bench.jar") + ":" + home.resolve("lib/library.jar"),
                        "dev.pixio.cli.Main",
                        "info",
                        "--device",
                        "cuda");
    }

    @Test
    void theLauncherOfACheckoutRunsTheJarsOfThePackToo() throws Exception {
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        copyLauncher(home.resolve("pixio"), checkout);

        assertThat(run("--in", checkout.toString(), "./pixio", "models"))
                .containsSubsequence("-cp", home.resolve("lib/pixio-bench.jar") + ":" + home.resolve("lib/library.jar"))
                .contains("models");
    }

    @Test
    void testsOfTagsRunByTheConsoleLauncher() throws Exception {
        Path classes = home.resolve("tests/pixio-torch-test-classes.jar");

        assertThat(run("--tests", "cuda", "device", "--", "--details=tree"))
                .containsSubsequence(
                        "-Xmx1g",
                        "-cp",
                        classes + ":" + home.resolve("tests/console.jar") + ":" + home.resolve("lib/pixio-bench.jar")
                                + ":" + home.resolve("lib/library.jar"),
                        "org.junit.platform.console.ConsoleLauncher",
                        "execute",
                        "--scan-class-path=" + classes,
                        "--include-tag=cuda",
                        "--include-tag=device",
                        "--details=tree");
    }

    @Test
    void cudasLibrariesComeFirstAndStandInsForAbsentOnesLast() throws Exception {
        assertThat(run("info"))
                .contains("LIBRARIES=" + folder.resolve("cuda") + ":" + home.resolve("stand-ins/libpixio-absent.so.1"));
    }

    /** The lines that the Java of the pack prints: its arguments, and the path of libraries. */
    private List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("run.sh").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PIXIO_") || name.equals("LD_LIBRARY_PATH"));
        builder.environment().put("PIXIO_GPU_PYTHON", folder.resolve("python").toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    /** The script and the files that it reads. */
    private static void copyLauncher(Path launcher, Path to) throws IOException {
        Files.copy(launcher, to.resolve("pixio"));
        Path shared = Files.createDirectories(to.resolve(LauncherEnvironment.SHARED));
        for (String name : List.of("launcher.sh", "jvm.options")) {
            Files.copy(launcher.resolveSibling(LauncherEnvironment.SHARED).resolve(name), shared.resolve(name));
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
