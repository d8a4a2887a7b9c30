package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.list.ListSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** A text file with one path per line. */
final class ListScheme implements DataScheme {

    @Override
    public boolean accepts(String value) {
        return value.toLowerCase(Locale.ROOT).endsWith(".txt")
                && DataItem.exists(value)
                && Files.isRegularFile(Path.of(value));
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        return ListSource.of(Path.of(value), settings.decoder(), settings.progress());
    }
}
