package dev.pixio.cli.option;

import dev.pixio.cli.console.OptionSection;
import dev.pixio.data.open.DataSources;
import dev.pixio.data.open.SourceSettings;
import dev.pixio.data.voc.VocDownload;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where data sets are that are given by name. */
@OptionSection("Named data sets")
public final class SourceOptions {

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            order = 10,
            description = "Folder of VOCdevkit, for --data voc2012:train (default: the current folder).")
    private @Nullable Path root;

    @Option(
            names = "--download",
            order = 11,
            description =
                    "Download a named data set that is not in --data-root, check its SHA-256, and unpack it there.")
    private boolean download;

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            order = 12,
            description = "Address of a folder with the official archives, for --download.")
    private @Nullable String mirror;

    /** The folder that was given. */
    public Optional<String> root() {
        return Optional.ofNullable(root).map(Path::toString);
    }

    /**
     * The download that was asked for.
     *
     * @throws IllegalArgumentException if there is a mirror without a download
     */
    public Optional<VocDownload> download() {
        if (mirror != null && !download) {
            throw new IllegalArgumentException("--mirror needs --download");
        }
        return download ? Optional.of(VocDownload.from(Optional.ofNullable(mirror))) : Optional.empty();
    }

    /**
     * Checks that the options have a use.
     *
     * @param value that names the images
     * @throws IllegalArgumentException in one line: one was given, and no data set is named
     */
    void requireUse(String value) {
        if ((root != null || download || mirror != null) && !DataSources.STANDARD.hasNamedSet(value)) {
            throw new IllegalArgumentException(
                    "--data-root, --download and --mirror are for data sets that are given by name, such as"
                            + " voc2012:train, not for " + value);
        }
    }

    /**
     * The default settings with these options.
     *
     * @param value that names the images
     * @throws IllegalArgumentException in one line: options have no use, or contradict each other
     */
    public SourceSettings settings(String value) {
        requireUse(value);
        return SourceSettings.DEFAULT.withDataSets(Path.of(root().orElse("")), download());
    }
}
