package dev.pixio.table.column;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageColumnTest {

    @Test
    void namesOfADamagedFileLeaveAMessageInOneLine() {
        List<ImageColumn> columns =
                List.of(ImageColumn.of(List.of("first\nline"), 0), ImageColumn.of(List.of("x".repeat(500)), 1));

        assertThatThrownBy(() -> ImageColumn.choose(columns, List.of(), Map.of(), Optional.empty(), "a.parquet"))
                .isInstanceOf(IOException.class)
                .hasMessage("a.parquet has several columns of bytes, first?line, " + "x".repeat(80)
                        + "...: choose one, such as 'a.parquet#first?line'");
    }
}
