package dev.pixio.cli.channel;

import dev.pixio.image.raster.ImageInput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which channels pictures show. */
public final class ViewOption {

    @Option(
            names = "--view-channels",
            paramLabel = "R,G,B",
            order = 5,
            description =
                    "Channels that pictures show as red, green and blue, counted from 1 (default: the first three; of"
                            + " weights, those of their training).")
    private @Nullable String view;

    /**
     * The input with these channels in pictures.
     *
     * @throws IllegalArgumentException in one line, if there are no such channels
     */
    public ImageInput apply(ImageInput input) {
        if (view == null) {
            return input;
        }
        if (input.isRgb8()) {
            throw new IllegalArgumentException(
                    "--view-channels is for images that are not read as 8-bit RGB: give --channels,"
                            + " --scale or --normalize of such images");
        }
        try {
            return input.withView(ImageInput.view(view));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--view-channels: " + e.getMessage(), e);
        }
    }
}
