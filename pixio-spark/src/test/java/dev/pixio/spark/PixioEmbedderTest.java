package dev.pixio.spark;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PixioEmbedderTest {

    @TempDir
    private static Path folder;

    private static EmbeddedFolder expected;
    private static SparkSession spark;

    @BeforeAll
    static void start() throws Exception {
        expected = EmbeddedFolder.in(folder);
        spark = SparkSessions.local();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Dataset<Row> files() {
        return spark.read()
                .format("binaryFile")
                .load(expected.images().toString())
                .repartition(3);
    }

    /** Rows by the name of the file, without its folder. */
    static Map<String, Row> byName(Dataset<Row> rows) {
        Map<String, Row> found = new HashMap<>();
        for (Row row : rows.collectAsList()) {
            String path = row.getAs("path");
            assertThat(found.put(path.substring(path.lastIndexOf('/') + 1), row))
                    .isNull();
        }
        return found;
    }

    static void assertEqualVectors(Map<String, Row> rows, EmbeddedFolder expected) {
        assertThat(rows).hasSize(EmbeddedFolder.COUNT);
        rows.forEach((name, row) -> {
            if (name.equals(EmbeddedFolder.BROKEN)) {
                assertThat(row.<Vector>getAs("embedding")).isNull();
                assertThat(row.<String>getAs("error"))
                        .isEqualTo(expected.errors().get(name))
                        .startsWith("not an image");
            } else {
                assertThat(row.<String>getAs("error")).as(name).isNull();
                assertThat(row.<Vector>getAs("embedding").toArray()).as(name).isEqualTo(widened(expected, name));
            }
        });
    }

    /** The values of the floats, which doubles hold exactly. */
    private static double[] widened(EmbeddedFolder expected, String name) {
        return numbers(requireNonNull(expected.features().get(name))).stream()
                .mapToDouble(Float::doubleValue)
                .toArray();
    }

    private static List<Float> numbers(float[] features) {
        List<Float> list = new ArrayList<>();
        for (float feature : features) {
            list.add(feature);
        }
        return list;
    }

    @Test
    void bytesOfFilesGiveTheFeaturesOfEmbedToTheBit() {
        Dataset<Row> embedded = expected.embedder().transform(files());

        assertThat(embedded.columns())
                .containsExactly("path", "modificationTime", "length", "content", "embedding", "error");
        assertEqualVectors(byName(embedded.drop("content")), expected);
    }

    @Test
    void pathsGiveTheFeaturesOfEmbedToTheBit() {
        Dataset<Row> paths = files().select("path");

        assertEqualVectors(byName(expected.embedder().setInputCol("path").transform(paths)), expected);
    }

    @Test
    void arraysHaveTheSameNumbers() {
        Map<String, Row> rows = byName(expected.embedder()
                .setOutputType("array")
                .setOutputCol("features")
                .transform(files())
                .drop("content"));

        expected.features().forEach((name, features) -> {
            Row row = requireNonNull(rows.get(name));
            assertThat(row.getList(row.fieldIndex("features"))).isEqualTo(numbers(features));
        });
    }

    @Test
    void anEncoderIsLoadedOnceForAllTasks() {
        PixioEmbedder embedder = expected.embedder().setFit("letterbox");
        int before = EncoderCache.loads();

        embedder.transform(files()).select("embedding").collectAsList();
        embedder.transform(files()).select("embedding").collectAsList();

        assertThat(EncoderCache.loads() - before).isOne();
    }

    @Test
    void missingFilesAndEmptyCellsAreReported() {
        Dataset<Row> paths = spark.createDataset(
                        List.of(expected.images().resolve("none.png").toString(), "", "x://y/z.png"), Encoders.STRING())
                .toDF("path")
                .coalesce(1);

        List<Row> rows =
                expected.embedder().setInputCol("path").transform(paths).collectAsList();

        assertThat(rows)
                .extracting(row -> row.<String>getAs("error"))
                .containsExactly(
                        "no such file", "the column is empty", "cannot be read: No FileSystem for scheme \"x\"");
    }

    @Test
    void parametersAreSavedWithAPipeline() throws Exception {
        PixioEmbedder embedder = expected.embedder()
                .setOutputCol("features")
                .setBlock(2)
                .setNorm("before")
                .setBatchSize(5);
        String path = folder.resolve("pipeline").toString();
        PipelineModel fitted =
                new Pipeline().setStages(new PipelineStage[] {embedder}).fit(files());
        fitted.write().save(path);

        PixioEmbedder loaded = (PixioEmbedder) PipelineModel.load(path).stages()[0];

        assertThat(loaded.uid()).isEqualTo(embedder.uid());
        assertThat(loaded.extractParamMap().toSeq())
                .isEqualTo(embedder.extractParamMap().toSeq());
        assertThat(loaded.<String>getOrDefault(loaded.weights()))
                .isEqualTo(expected.weights().toString());
        assertThat(loaded.params()).hasSize(16);
        assertThat(byName(PipelineModel.load(path).transform(files()).select("path", "features")))
                .isEqualTo(byName(fitted.transform(files()).select("path", "features")));
    }

    @Test
    void impossibleSettingsAreRefusedBeforeAJobStarts() {
        assertRefused(new PixioEmbedder(), "weights is not set: ");
        assertRefused(expected.embedder().setInputCol("image"), "there is no column image; there are path, ");
        assertRefused(expected.embedder().setInputCol("length"), "the column length is bigint; images are binary ");
        assertRefused(expected.embedder().setOutputCol("path"), "there is a column path already");
        assertRefused(expected.embedder().setOutputType("list"), "outputType is vector or array, not list");
        assertRefused(expected.embedder().setPooling("max"), "unknown pooling 'max'");
        assertRefused(expected.embedder().setFit("stretch"), "fit is crop or letterbox, not stretch");
        assertRefused(expected.embedder().setPrecision("auto"), "precision is fp32 or bf16, not auto");
        assertRefused(expected.embedder().setBatchSize(0), "batchSize is at least 1, not 0");
    }

    private static void assertRefused(PixioEmbedder embedder, String message) {
        assertThatThrownBy(() -> embedder.transform(files()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
