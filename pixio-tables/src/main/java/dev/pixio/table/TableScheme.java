package dev.pixio.table;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.open.DataScheme;
import dev.pixio.data.open.FilePatterns;
import dev.pixio.data.open.SourceSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parquet and Arrow files: paths, with braces and wildcards, and after a {@code #} the name of the column. Found by {@link java.util.ServiceLoader}.
 */
public final class TableScheme implements DataScheme {

    private static final Pattern NAME = Pattern.compile(
            "(.*\\.(?:parquet|arrow|feather)(?:\\?[^#]*)?)(?:#([^#/]+))?", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Of a pattern whose endings are in braces. */
    private static final Pattern ENDINGS = Pattern.compile("(.*\\})(?:#([^#/]+))?", Pattern.DOTALL);

    @Override
    public boolean accepts(String value) {
        return FilePatterns.isEach(value, name -> NAME.matcher(name).matches()) && !FilePatterns.isFolder(value);
    }

    @Override
    public boolean usesShuffleBuffer() {
        return true;
    }

    @Override
    public Optional<LabelledSource> openLabelled(String value, SourceSettings settings) throws IOException {
        int colon = value.indexOf(':', Math.max(0, value.lastIndexOf('#')));
        boolean named = value.lastIndexOf('#') >= 0 && colon >= 0 && !FilePatterns.exists(value);
        TableSource source = source(named ? value.substring(0, colon).replaceFirst("#$", "") : value, settings);
        try {
            return Optional.of(LabelledTable.of(source, named ? value.substring(colon + 1) : "label"));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        return source(value, settings);
    }

    private static TableSource source(String value, SourceSettings settings) throws IOException {
        Matcher name = NAME.matcher(value);
        Matcher matcher = name.matches() ? name : ENDINGS.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(value + " names no Parquet or Arrow file");
        }
        boolean whole = FilePatterns.exists(value); // a file whose own name has a #
        String pattern = whole ? value : matcher.group(1);
        Optional<String> column = whole ? Optional.empty() : Optional.ofNullable(matcher.group(2));
        return TableSource.of(
                FilePatterns.locations(pattern, "file"),
                column,
                pattern,
                settings.decoder(),
                settings.shuffleBuffer(),
                settings.progress());
    }
}
