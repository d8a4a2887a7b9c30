package dev.pixio.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executors in JVMs of their own. */
@Timeout(180)
class KilledExecutorTest {

    @TempDir
    private Path folder;

    /** Kills the executor that has the row of a file, as {@code kill -9} does, once. */
    private record Kill(String name, String marker) implements MapFunction<Row, Row> {

        @Override
        public Row call(Row row) throws IOException, InterruptedException {
            if (row.<String>getAs("path").endsWith(name) && isFirst()) {
                new ProcessBuilder(
                                "kill",
                                "-9",
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
                Thread.sleep(60_000);
            }
            return row;
        }

        private boolean isFirst() throws IOException {
            try {
                Files.writeString(
                        Files.createFile(Path.of(marker)),
                        Long.toString(ProcessHandle.current().pid()));
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        }
    }

    @Test
    void aJobWhoseExecutorIsKilledCompletesWithTheSameFeatures() throws Exception {
        EmbeddedFolder expected = EmbeddedFolder.in(folder);
        Path marker = folder.resolve("killed");
        try (SparkSession spark = SparkSessions.cluster()) {
            Dataset<Row> paths = spark.read()
                    .format("binaryFile")
                    .load(expected.images().toString())
                    .select("path")
                    .repartition(6);
            Dataset<Row> embedded = expected.embedder().setInputCol("path").transform(paths);

            Dataset<Row> rows = embedded.map(new Kill("p21.png", marker.toString()), Encoders.row(embedded.schema()));

            PixioEmbedderTest.assertEqualVectors(PixioEmbedderTest.byName(rows), expected);
            assertThat(marker)
                    .content()
                    .isNotEqualTo(Long.toString(ProcessHandle.current().pid()));
        }
    }
}
