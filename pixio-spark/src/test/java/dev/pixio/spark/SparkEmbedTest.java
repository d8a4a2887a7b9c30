package dev.pixio.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program that spark-submit starts; it stops its session. */
@Timeout(120)
class SparkEmbedTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        SparkSessions.local(); // with a master, as spark-submit sets it
    }

    private static int embed(EmbeddedFolder expected, Object data, Path out, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--weights", expected.weights().toString(), "--data", data.toString(), "--out", out.toString()));
        arguments.addAll(List.of("--precision", "fp32", "--threads", Integer.toString(EmbeddedFolder.THREADS)));
        arguments.addAll(List.of(more));
        return SparkEmbed.run(arguments.toArray(String[]::new));
    }

    private static Map<String, List<Float>> written(Path out) {
        Map<String, List<Float>> features = new HashMap<>();
        try (SparkSession spark = SparkSessions.local()) {
            for (Row row : spark.read().parquet(out.toString()).collectAsList()) {
                String path = row.getAs("path");
                assertThat(row.isNullAt(1)).isEqualTo(!row.isNullAt(2)).isEqualTo(path.endsWith(EmbeddedFolder.BROKEN));
                if (!row.isNullAt(1)) {
                    features.put(path, row.getList(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return features;
    }

    @Test
    void aFolderGivesTheNamesAndFeaturesOfEmbed() throws Exception {
        EmbeddedFolder expected = EmbeddedFolder.in(folder);
        Path out = folder.resolve("features.parquet");

        assertThat(embed(expected, expected.images(), out)).isZero();

        assertThat(written(out)).isEqualTo(numbers(expected, ""));
    }

    @Test
    void aGlobIsListedBySparkAndWeightsAreSent() throws Exception {
        EmbeddedFolder expected = EmbeddedFolder.in(folder);
        Files.writeString(expected.images().resolve("notes.txt"), "no image");
        Path out = Files.createDirectory(folder.resolve("features.parquet"));

        PrintStream console = System.err;
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(message, true, StandardCharsets.UTF_8));
            assertThat(embed(expected, folder + "/ima*", out)).isEqualTo(1);
        } finally {
            System.setErr(console);
        }
        assertThat(message.toString(StandardCharsets.UTF_8))
                .contains("pixio: " + out + " exists; replace it with --overwrite");
        SparkSessions.local();
        assertThat(embed(expected, folder + "/ima*", out, "--overwrite", "--ship-weights"))
                .isZero();

        assertThat(written(out)).isEqualTo(numbers(expected, "file:" + expected.images() + "/"));
    }

    private static Map<String, List<Float>> numbers(EmbeddedFolder expected, String before) {
        Map<String, List<Float>> all = new HashMap<>();
        expected.features().forEach((name, features) -> {
            List<Float> list = new ArrayList<>();
            for (float feature : features) {
                list.add(feature);
            }
            all.put(before + name, list);
        });
        return all;
    }
}
