package dev.pixio.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The variables that {@code ./pixio} sets for libtorch, by running that function of its script. */
final class LauncherEnvironment {

    /** What {@code ./pixio} and the launcher of archives share, below the folder of the project. */
    static final String SHARED = "pixio-dist/src/main/launcher";

    private LauncherEnvironment() {}

    static Map<String, String> read() throws IOException, InterruptedException {
        Path script = launcher().resolveSibling(SHARED).resolve("launcher.sh");
        ProcessBuilder shell =
                new ProcessBuilder("bash", "-c", ". \"$0\" && set_environment && env", script.toString());
        // What a build sets for its tests is not what the launcher sets.
        shell.environment().keySet().removeIf(name -> name.matches("GOMP_.*|MALLOC_.*|GLIBC_.*"));
        Process process = shell.start();
        Map<String, String> variables = new TreeMap<>();
        new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .filter(line -> line.matches("(GOMP|MALLOC|GLIBC)_\\w+=.*"))
                .map(line -> line.split("=", 2))
                .forEach(pair -> variables.put(pair[0], pair[1]));
        assertThat(process.waitFor()).isZero();
        assertThat(variables).containsKeys("MALLOC_TOP_PAD_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_ARENA_MAX");
        return variables;
    }

    /** The script in the folder of the project, below which tests run. */
    static Path launcher() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("pixio")) && Files.isRegularFile(folder.resolve("mvnw"))) {
                return folder.resolve("pixio");
            }
        }
        throw new IllegalStateException("no launcher above " + Path.of("").toAbsolutePath());
    }
}
