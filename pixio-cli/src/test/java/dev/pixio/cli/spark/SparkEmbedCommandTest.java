package dev.pixio.cli.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.cli.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkEmbedCommandTest {

    private static final String JARS = "/lib/pixio-spark.jar:/lib/pixio-embed.jar:/lib/torch.jar";

    @TempDir
    private Path folder;

    private Path program(String name) throws IOException {
        Path program = folder.resolve(name);
        Files.createDirectories(program.resolveSibling("."));
        Files.writeString(program, "#!/bin/sh\necho \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    @Test
    void theHomeOfSparkIsUsedBeforeThePath() throws IOException {
        Path home = program("home/bin/spark-submit");
        Path onPath = program("path/spark-submit");
        Map<String, String> path = Map.of("PATH", folder + ":" + folder.resolve("path"));
        Map<String, String> both = Map.of(
                "PATH",
                folder.resolve("path").toString(),
                "SPARK_HOME",
                folder.resolve("home").toString());

        assertThat(SparkSubmit.of(path, JARS).program()).isEqualTo(onPath);
        assertThat(SparkSubmit.of(both, JARS).program()).isEqualTo(home);
    }

    @Test
    void whatIsMissingIsSaidInOneLine() throws IOException {
        program("path/spark-submit");
        Map<String, String> path = Map.of("PATH", folder.resolve("path").toString());

        assertThatThrownBy(() -> SparkSubmit.of(Map.of("PATH", folder.toString()), JARS))
                .hasMessage(
                        "there is no Spark: install Spark 4 for Scala 2.13 and set SPARK_HOME, or put its spark-submit"
                                + " on the path");
        assertThatThrownBy(() -> SparkSubmit.of(Map.of("SPARK_HOME", "/nowhere"), JARS))
                .hasMessage("SPARK_HOME is /nowhere, which has no bin/spark-submit");
        assertThatThrownBy(() -> SparkSubmit.of(path, "")).hasMessageContaining("start this command by ./pixio");
    }

    @Test
    void jarsSettingsAndOptionsArePassedOn() {
        SparkSubmit submit = new SparkSubmit(Path.of("/spark/bin/spark-submit"), List.of(JARS.split(":")));

        List<String> command =
                submit.command("Main", "local[2]", List.of("spark.executor.cores=2"), List.of("--x", "y"));

        assertThat(command)
                .startsWith("/spark/bin/spark-submit", "--master", "local[2]", "--class", "Main")
                .containsSequence("--conf", "spark.executor.cores=2")
                .endsWith("--jars", "/lib/pixio-embed.jar,/lib/torch.jar", "/lib/pixio-spark.jar", "--x", "y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--batch-size 0 | --batch-size must be at least 1, not 0",
                "--loader-threads 0 | --loader-threads must be at least 1, not 0",
                "--pool most | unknown pooling 'most'",
                "--image-sise 3 | unknown option '--image-sise'"
            })
    void wrongOptionsAreRefusedBeforeSparkStarts(String options, String message) {
        String all = "spark-embed --weights w --data d --out o " + options;

        Cli result = Cli.run(all.split(" "));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(message);
    }
}
