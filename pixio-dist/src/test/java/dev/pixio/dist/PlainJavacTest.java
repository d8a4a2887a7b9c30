package dev.pixio.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixio.embed.ImageEncoder;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.DecoderConfig;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.train.plan.Recipe;
import dev.pixio.weights.ModelFile;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** examples/Embed.java with the one jar of an archive: {@code javac} and {@code java} alone. */
class PlainJavacTest {

    private static final Path JAVA_BIN = Path.of(System.getProperty("java.home"), "bin");

    @TempDir
    private Path folder;

    @Test
    void oneFileCompilesAndRunsWithOneJar() throws Exception {
        assumeTrue(Files.isExecutable(JAVA_BIN.resolve("javac")), "this Java has no javac");
        Path jar = ClassPathOfTests.asJar(folder.resolve("pixio.jar"));
        Path weights = folder.resolve("model.safetensors");
        ModelFile.save(
                weights,
                new Pixio(
                        Recipe.FIRST
                                .model()
                                .withGrid(new PatchGrid(32, 32, 3, 8))
                                .withEncoder(new EncoderConfig(48, 2, 3, 4, 2, 0))
                                .withDecoder(new DecoderConfig(16, 1, 1, 4)),
                        0),
                Map.of());
        Path image = folder.resolve("grey.png");
        ImageIO.write(new BufferedImage(40, 60, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
        Path classes = folder.resolve("classes");
        Path program = Path.of("").toAbsolutePath().resolveSibling("examples").resolve("Embed.java");

        run("javac", "-cp", jar.toString(), "-d", classes.toString(), program.toString());
        String printed = run(
                "java",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                jar + File.pathSeparator + classes,
                "Embed",
                weights.toString(),
                image.toString());

        try (ImageEncoder encoder = ImageEncoder.load(weights)) {
            // Each process measures whether bfloat16 is faster: they may differ in precision.
            assertThat(features(printed, image)).containsExactly(encoder.embed(image), within(0.05f));
        }
    }

    /** The numbers after the name of the image in its line. */
    private static float[] features(String printed, Path image) {
        String start = image + " [";
        String line = printed.lines()
                .filter(each -> each.startsWith(start) && each.endsWith("]"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(printed));
        double[] numbers = Pattern.compile(", ")
                .splitAsStream(line.substring(start.length(), line.length() - 1))
                .mapToDouble(Double::parseDouble)
                .toArray();
        float[] features = new float[numbers.length];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) numbers[i];
        }
        return features;
    }

    private static String run(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA_BIN.resolve(program).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
