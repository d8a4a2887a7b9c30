package dev.pixio.table;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Files that pyarrow and datasets wrote; see {@code tables_golden.py}. */
final class GoldenTables {

    /** Of each file, unless its name says otherwise. */
    static final int ROWS = 23;

    private static final List<String> FORWARDS = List.of(
            "none.parquet",
            "snappy.parquet",
            "gzip.parquet",
            "zstd-plain.parquet",
            "lz4.parquet",
            "pages-1.0.parquet",
            "pages-2.0.parquet",
            "dictionary-1.0.parquet",
            "fallback-2.0.parquet",
            "nested.parquet",
            "hf.parquet",
            "lz4.arrow",
            "zstd.arrow");

    private static final List<String> DIRECT = List.of("stream.arrow", "file.arrow", "types.arrow");

    private GoldenTables() {}

    /** One for each way of storing rows that are read forwards. */
    static Stream<String> forwards() {
        return FORWARDS.stream();
    }

    /** One for each way of storing rows. */
    static Stream<String> all() {
        return Stream.concat(FORWARDS.stream(), DIRECT.stream());
    }

    /** What opens a file, or a column of it that follows a sign #. */
    static String value(String name) {
        String file = name.replaceFirst("#.*", "");
        return file(file) + name.substring(file.length());
    }

    static Path file(String name) {
        try {
            return Path.of(Objects.requireNonNull(GoldenTables.class.getResource("/tables/" + name))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
