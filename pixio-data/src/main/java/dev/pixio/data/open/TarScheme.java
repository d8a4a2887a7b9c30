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
        List<String> found;
        try (Stream<Path> files = Files.walk(folder)) {
            found = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(pattern::matches)
                    .sorted(NaturalOrder.INSTANCE)
                    .map(name -> folder.resolve(name).toString())
                    .toList();
        } catch (UncheckedIOException e) {
            throw unsearched(text, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unsearched(text, e);
        }
        if (found.isEmpty()) {
            throw new IOException("no archive matches " + text);
        }
        return found;
    }

    private static IOException unsearched(String text, IOException reason) {
        return new IOException("no archive matches " + text + ": " + FailureReason.withFile(reason), reason);
    }
}
