package dev.pixio.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** examples/notebook/pixio.ipynb, executed by a Jupyter, unless {@code PIXIO_NOTEBOOK=0}. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the script needs bash")
@DisabledIfEnvironmentVariable(named = "PIXIO_NOTEBOOK", matches = "0")
class NotebookTest {

    /** The exit code of the script if a program is missing, or if the kernel does not start. */
    private static final int MISSING = 3;

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final Path KERNEL =
            Path.of("io/github/padreati/rapaio-jupyter-kernel/3.0.1/rapaio-jupyter-kernel-3.0.1.jar");
    private static final Pattern CHART =
            Pattern.compile("<text x='5' y='24'>([0-9.]+)</text>.*step 240 of 240, loss ([0-9.]+)");

    @TempDir
    private Path folder;

    @Test
    void theNotebookRunsAndShowsItsPictures() throws Exception {
        Path kernel = Optional.ofNullable(System.getenv("PIXIO_NOTEBOOK_KERNEL"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".m2", "repository")
                        .resolve(KERNEL));
        assumeTrue(
                Files.exists(kernel),
                "no Java kernel for Jupyter: get it with ./mvnw dependency:get"
                        + " -Dartifact=io.github.padreati:rapaio-jupyter-kernel:3.0.1 -Dtransitive=false");
        Path archive = folder.resolve("archive");
        ClassPathOfTests.asJar(Files.createDirectories(archive.resolve("lib")).resolve("pixio.jar"));
        Path out = folder.resolve("out.ipynb");

        run(archive, kernel, out);

        JsonNode notebook = JsonMapper.shared().readTree(out.toFile());
        assertThat(outputs(notebook, "image/png"))
                .hasSize(8)
                .allSatisfy(picture -> assertThat(colours(picture)).isGreaterThan(20));
        Matcher chart = CHART.matcher(String.join("", outputs(notebook, "text/html")));
        assertThat(chart.find()).isTrue();
        assertThat(Double.parseDouble(chart.group(2))).isLessThan(0.8 * Double.parseDouble(chart.group(1)));
    }

    private static void run(Path archive, Path kernel, Path out) throws IOException, InterruptedException {
        Path script = Path.of("").toAbsolutePath().resolveSibling("examples/notebook/run");
        Path log = out.resolveSibling("log.txt"); // a kernel that is left behind would keep a pipe open
        Process process = new ProcessBuilder(script.toString(), archive.toString(), kernel.toString(), out.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroy();
        }
        String output = Files.readString(log);
        assertThat(ended).as("ends within %s: %s", LIMIT, output).isTrue();
        assumeTrue(process.exitValue() != MISSING, output.strip());
        assertThat(process.exitValue()).as(output).isZero();
    }

    /** The outputs of one kind. */
    private static List<String> outputs(JsonNode notebook, String kind) {
        List<String> outputs = new ArrayList<>();
        for (JsonNode cell : notebook.path("cells")) {
            for (JsonNode output : cell.path("outputs")) {
                JsonNode data = output.path("data").path(kind);
                if (data.isArray()) { // of lines
                    StringBuilder text = new StringBuilder();
                    data.forEach(line -> text.append(line.asString()));
                    outputs.add(text.toString());
                } else if (data.isString()) {
                    outputs.add(data.asString());
                }
            }
        }
        return outputs;
    }

    private static long colours(String picture) throws IOException {
        BufferedImage image =
                ImageIO.read(new ByteArrayInputStream(Base64.getMimeDecoder().decode(picture)));
        return Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .distinct()
                .count();
    }
}
