package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.LabelledSource;
import dev.pixio.data.tar.TarSource;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
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
        return source(value, settings);
    }

    @Override
    public Optional<LabelledSource> openLabelled(String value, SourceSettings settings) throws IOException {
        TarSource source = source(value, settings);
        try {
            return Optional.of(ClassifiedSource.of(
                    source, source::label, "a member .cls of each sample names its class", new ArchiveFiles(source)));
        } catch (IOException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private record ArchiveFiles(TarSource source) implements ClassifiedSource.Files {

        @Override
        public String revision(long index) throws IOException {
            return source.revision(index);
        }

        @Override
        public boolean isIdentified() {
            return source.isIdentified();
        }

        @Override
        public Set<String> places() {
            return source.archives();
        }
    }

    private static TarSource source(String value, SourceSettings settings) throws IOException {
        return TarSource.of(
                FilePatterns.locations(value, "archive"),
                value,
                settings.decoder(),
                settings.shuffleBuffer(),
                settings.indices(),
                settings.progress());
    }
}
