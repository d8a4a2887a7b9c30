package dev.pixio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * bench/gpu/pack/run.sh with the launcher of this checkout, in an unpacked pack whose Java prints how it was started: the stamp that
 * the script writes has to be one that {@code ./pixio} accepts. And device-check.sh, with a check that writes a few files.
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
        for (String script : List.of("run.sh", "device-check.sh")) {
            Files.copy(launcher.resolveSibling("bench/gpu/pack").resolve(script), home.resolve(script));
            assertThat(home.resolve(script).toFile().setExecutable(true)).isTrue();
        }
        write("built-from", "commit abc1234-dirty of 2026-11-30\n");
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

    @Test
    void resultsNameTheCommitOfThePackWithoutGit() throws Exception {
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        copyLauncher(home.resolve("pixio"), checkout);

        assertThat(run("--in", checkout.toString(), "sh", "-c", "echo commit $PIXIO_COMMIT"))
                .contains("commit abc1234-dirty");
    }

    /** Few files and folders come back from a GPU machine. */
    @Test
    void theFilesOfACheckAreDeliveredInThreeAndKeptForAResumedOne() throws Exception {
        Path checkout = checkoutWithCheck("""
                        mkdir -p "$4/steps/run" "$4/profile"
                        echo "$@" >>"$4/summary.txt"
                        echo rounds >"$4/steps/run/rounds.json"
                        echo trace | gzip >"$4/profile/bf16-trace.json.gz"
                        exit 1
                        """);
        Path results = folder.resolve("results");

        deviceCheck(1, results, checkout, "--short");
        deviceCheck(1, results, checkout, "--resume");

        String options = "--device cpu --out " + home.resolve("results") + " --python " + folder.resolve("python")
                + " --tests " + home.resolve("run.sh") + " --tests ";
        assertThat(results.resolve("summary.txt")).hasContent(options + "--short\n" + options + "--resume\n");
        try (Stream<Path> files = Files.list(results)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("summary.txt", "results.tar.gz", "traces.tar");
        }
        assertThat(output("tar", "-tzf", results.resolve("results.tar.gz").toString()))
                .contains("./steps/run/rounds.json", "./built-from.txt")
                .doesNotContain("./profile/bf16-trace.json.gz");
        assertThat(output("tar", "-tf", results.resolve("traces.tar").toString()))
                .containsExactly("./profile/bf16-trace.json.gz");
    }

    @Test
    void aCheckThatIsEndedHasDeliveredWhatItHad() throws Exception {
        Path checkout = checkoutWithCheck("echo first part >\"$4/summary.txt\"\nexec sleep 600");
        Path results = folder.resolve("results");
        Process check = start(deviceCheckCommand(results, checkout));

        await(() -> Files.exists(home.resolve("results/summary.txt")));
        check.destroy();

        assertThat(check.waitFor()).isEqualTo(143);
        assertThat(results.resolve("summary.txt")).hasContent("first part");
        assertThat(results.resolve("results.tar.gz")).isNotEmptyFile();
    }

    private Path checkoutWithCheck(String script) throws IOException {
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        copyLauncher(home.resolve("pixio"), checkout);
        executable(checkout.resolve("bench/gpu/check"), script);
        return checkout;
    }

    private List<String> deviceCheckCommand(Path results, Path checkout, String... options) {
        List<String> command = new ArrayList<>(
                List.of("bash", home.resolve("device-check.sh").toString(), results.toString(), checkout.toString()));
        command.addAll(List.of(options));
        return command;
    }

    private void deviceCheck(int code, Path results, Path checkout, String... options) throws Exception {
        Process process = start(deviceCheckCommand(results, checkout, options));
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isEqualTo(code);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** The lines that the Java of the pack prints: its arguments, and the path of libraries. */
    private List<String> run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("run.sh").toString()));
        command.addAll(List.of(arguments));
        return output(command.toArray(String[]::new));
    }

    private List<String> output(String... command) throws IOException, InterruptedException {
        Process process = start(List.of(command));
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PIXIO_") || name.equals("LD_LIBRARY_PATH"));
        builder.environment().put("PIXIO_GPU_PYTHON", folder.resolve("python").toString());
        builder.environment().put("PIXIO_GPU_DEVICE", "cpu");
        return builder.start();
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
