package dev.pixio.data.open;

import dev.pixio.data.ImageSource;
import dev.pixio.data.folder.NaturalOrder;
import dev.pixio.data.remote.RemoteFile;
import dev.pixio.data.tar.TarSource;
import dev.pixio.io.FailureReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tar archives in the layout of WebDataset: paths or addresses, with braces, and for paths with wildcards. */
final class TarScheme implements DataScheme {

    private static final Pattern NAME = Pattern.compile("(?is).*\\.(?:tar|tar\\.gz|tgz|tar\\.zst|tzst)(?:[?#].*)?");

    @Override
    public boolean accepts(String value) {
        return NAME.matcher(value).matches() && !(DataItem.exists(value) && Files.isDirectory(Path.of(value)));
    }

    @Override
    public ImageSource open(String value, SourceSettings settings) throws IOException {
        return TarSource.of(
                locations(value),
                value,
                settings.decoder(),
                settings.shuffleBuffer(),
                settings.indices(),
                settings.progress());
    }

    private static List<String> locations(String value) throws IOException {
        if (DataItem.exists(value)) {
            return List.of(value);
        }
        List<String> locations = new ArrayList<>();
        for (String text : Braces.expand(value)) {
            if (RemoteFile.isAddress(text)) {
                locations.add(text);
            } else if (!GlobPattern.isPattern(text)) {
                requirePath(text);
                locations.add(text);
            } else {
                locations.addAll(matching(text));
            }
        }
        return locations;
    }

    private static void requirePath(String text) throws IOException {
        try {
            Path path = Path.of(text);
            if (path.toString().isEmpty()) {
                throw new IOException("an archive has an empty path");
            }
        } catch (InvalidPathException e) {
            throw new IOException("not a path of this system: " + e.getReason(), e);
        }
    }

    private static List<String> matching(String text) throws IOException {
        GlobPattern pattern = GlobPattern.of(text);
        Path folder = Path.of(pattern.folder());
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(pattern::matches)
                    .sorted(NaturalOrder.INSTANCE)
                    .map(name -> folder.resolve(name).toString())
                    .toList();
            if (found.isEmpty()) {
                throw new IOException("no archive matches " + text);
            }
            return found;
        } catch (UncheckedIOException e) {
            throw new IOException(
                    "archives cannot be searched for " + text + ": "
                            + FailureReason.withFile(Objects.requireNonNull(e.getCause())),
                    e);
        } catch (IOException e) {
            throw String.valueOf(e.getMessage()).startsWith("no archive")
                    ? e
                    : new IOException("no archive matches " + text + ": " + FailureReason.withFile(e), e);
        }
    }
}
