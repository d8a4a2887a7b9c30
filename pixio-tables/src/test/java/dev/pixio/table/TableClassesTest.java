package dev.pixio.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classes of the images of a table, which are a column of it. */
@Timeout(120)
class TableClassesTest {

    @Test
    void classesAreThoseOfTheColumn() throws IOException {
        try (LabelledSource source = labelled("hf.parquet")) {
            assertThat(source.classes()).containsExactly("even", "odd");
            assertThat(source.labels())
                    .isEqualTo(IntStream.range(0, GoldenTables.ROWS)
                            .map(i -> i % 2)
                            .toArray());
            assertThat(source.revision(3)).isNotBlank();
            try (LabelledSource other = labelled("hf.parquet#image")) {
                assertThat(source.overlapWith(other)).get().asString().contains("hf.parquet are in both");
            }
        }
        for (String name : List.of("none.parquet#image:id", "zstd.parquet#:id", "none-plain.parquet#image:id")) {
            try (LabelledSource source = labelled(name)) {
                assertThat(source.labels())
                        .isEqualTo(IntStream.range(0, GoldenTables.ROWS).toArray());
                assertThat(source.classes()).startsWith("0", "1").hasSize(GoldenTables.ROWS);
            }
        }
    }

    @Test
    void classesOfArrowAreThoseOfTheColumn() throws IOException {
        try (LabelledSource source = labelled("hf.arrow")) {
            assertThat(source.classes()).containsExactly("even", "odd");
            assertThat(source.labels())
                    .isEqualTo(IntStream.range(0, GoldenTables.ROWS)
                            .map(i -> i % 2)
                            .toArray());
        }
        for (String name : List.of("file.arrow#:id", "stream.arrow#:id", "zstd.arrow#:id", "lz4.arrow#:id")) {
            try (LabelledSource source = labelled(name)) {
                assertThat(source.labels())
                        .as(name)
                        .isEqualTo(IntStream.range(0, GoldenTables.ROWS).toArray());
                assertThat(source.classes()).startsWith("0", "1").hasSize(GoldenTables.ROWS);
            }
        }
    }

    @Test
    void classesMayHaveNumbersBeyond32Bits() throws IOException {
        try (LabelledSource source = labelled("labels.parquet#image:large")) {
            assertThat(source.classes()).containsExactly("1099511627776", "1099511627777");
            assertThat(source.labels())
                    .isEqualTo(IntStream.range(0, GoldenTables.ROWS)
                            .map(i -> i % 2)
                            .toArray());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zstd.parquet | the classes of FILE cannot be read: it has no column label of integers",
                "hf.parquet#image:image | the classes of FILE cannot be read: it has no column image of integers",
                "labels.parquet#image:null | a row of 23 images in FILE#image has no class in the column null",
                "labels.parquet#image:negative | a row of 23 images in FILE#image has the class -1 in the column negative: classes are numbers from 0",
                "hf.arrow#image:image | the classes of FILE cannot be read: it has no column image of integers",
            })
    void mistakesAboutClassesAreOneLine(String value, String message) {
        Path file = GoldenTables.file(value.replaceFirst("#.*", ""));
        assertThatThrownBy(() -> labelled(value)).hasMessage(message.replace("FILE", file.toString()));
    }

    private static LabelledSource labelled(String name) throws IOException {
        return DataSources.STANDARD
                .openLabelled(GoldenTables.value(name), SourceSettings.DEFAULT)
                .orElseThrow();
    }
}
