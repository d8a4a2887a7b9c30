package dev.pixio.downstream.output;

import dev.pixio.downstream.predict.ClassScore;
import dev.pixio.io.DurableFile;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Classes as CSV (RFC 4180, with line feeds). */
final class CsvClasses {

    private CsvClasses() {}

    static void write(Path file, int columns, ClassTable.RowSource rows) throws IOException {
        DurableFile.writeStream(file, out -> {
            Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            text.write("path");
            for (int i = 1; i <= columns; i++) {
                String suffix = i == 1 ? "" : "_" + i;
                text.write(",class" + suffix + ",probability" + suffix);
            }
            text.write('\n');
            rows.addTo((path, scores) -> {
                text.write(quoted(path));
                for (ClassScore score : scores) {
                    text.write(',' + quoted(score.name()) + ',' + (float) score.probability());
                }
                text.write('\n');
            });
            text.flush();
        });
    }

    private static String quoted(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
