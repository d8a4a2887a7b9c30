package dev.pixio.readme;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** examples/Pretrain.java, compiled and run by {@code java} as one file. */
class SingleFileTest {

    private static final Pattern LOSS = Pattern.compile("step (\\d+)/20  loss ([0-9.]+)");

    @TempDir
    private Path folder;

    @Test
    void theLossOfTheProgramFallsAndItsWeightsAreThere() throws Exception {
        Path out = folder.resolve("model.safetensors");

        List<Double> losses = new ArrayList<>();
        Matcher lines = LOSS.matcher(run("20", "scenes", out.toString()));
        while (lines.find()) {
            losses.add(Double.valueOf(lines.group(2)));
        }

        assertThat(losses).hasSize(3);
        assertThat(losses.get(2)).isLessThan(losses.get(0));
        assertThat(Files.size(out)).isGreaterThan(10_000_000L); // 2.9 M float32
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        Path program = Path.of("").toAbsolutePath().resolveSibling("examples").resolve("Pretrain.java");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                program.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
