package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.tar.TarSource;
import java.io.IOException;
import java.util.regex.Pattern;

/** Tar archives in the layout of WebDataset: paths or addresses, with braces, and for paths with wildcards. */
final class TarScheme implements DataScheme {

    private static final Pattern NAME = Pattern.compile("(?is).*\\.(?:tar|tar\\.gz|tgz|tar\\.zst|tzst)(?:[?#].*)?");

    @Override
    public boolean accepts(String value) {
        return FilePatterns.isEach(value, name -> NAME.matcher(name).matches()) && !FilePatterns.isFolder(value);
    }

    @Override
    public boolean usesShuffleBuffer() {
        return true;
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        return TarSource.of(
                FilePatterns.locations(value, "archive"),
                value,
                settings.decoder(),
                settings.shuffleBuffer(),
                settings.indices(),
                settings.progress());
    }
}
