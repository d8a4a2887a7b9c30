package dev.pixio.cli.channel;

import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Pages;
import dev.pixio.image.raster.Scaling;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many channels images have, and how their samples are scaled. */
public final class ScaleOptions {

    @Option(
            names = "--channels",
            paramLabel = "N",
            order = 1,
            description =
                    "Channels of an image (default: 3). Images of other channels are unreadable, except that grey is"
                            + " repeated, alpha is dropped, and RGB becomes grey for 1 channel.")
    private @Nullable Integer channels;

    @Option(
            names = "--scale",
            paramLabel = "KIND",
            order = 2,
            description =
                    "How samples become 0 to 1: rgb8, 8-bit RGB as of photographs; range, by the range of their type"
                            + " (16 bits: 0 to 65535; floating-point: 0 to 1); window:LOW..HIGH; or percentiles:LOW..HIGH of each"
                            + " channel of each image (default: rgb8 for 3 channels, otherwise range).")
    private @Nullable String scale;

    @Option(
            names = "--pages",
            paramLabel = "first|images|channels",
            order = 3,
            description =
                    "The pages of a TIFF: read the first one, each as an image, or all as the channels of one image"
                            + " (default: first).")
    private @Nullable String pages;

    /** Whether an option is given. */
    boolean isGiven() {
        return channels != null || scale != null || pages != null;
    }

    /**
     * The input with these options; if they change the channels or the scale, its statistics are those of ImageNet.
     *
     * @throws IllegalArgumentException in one line, if an option is invalid or they contradict each other
     */
    public ImageInput apply(ImageInput before) {
        if (!isGiven()) {
            return before;
        }
        int number = channels == null ? before.channels() : channels;
        Pages read = pages == null ? before.pages() : pages(pages);
        Scaling scaling = scale == null ? usual(before.scaling(), number, read) : scaling(scale);
        ImageInput input = input(number, scaling, read);
        boolean same = number == before.channels() && scaling.equals(before.scaling()) && read == before.pages();
        return same ? before : input;
    }

    /**
     * Refuses options that contradict an input, which a file states.
     *
     * @throws IllegalArgumentException in one line, with both values
     */
    void requireLike(ImageInput stated, String file) {
        ImageInput given = apply(stated);
        if (given.channels() != stated.channels()) {
            throw new IllegalArgumentException("--channels is " + given.channels() + ", and " + file
                    + " has the statistics of " + stated.channels());
        }
        if (!given.scaling().equals(stated.scaling()) || given.pages() != stated.pages()) {
            throw new IllegalArgumentException(file + " was measured with --scale " + stated.scaling() + " --pages "
                    + stated.pages() + ", not with --scale " + given.scaling() + " --pages " + given.pages()
                    + ": measure again, or leave the options out");
        }
    }

    /**
     * Refuses options that contradict what weights state.
     *
     * @return what they state
     * @throws IllegalArgumentException in one line, with both values
     */
    public ImageInput requireInputOf(ImageInput stated, Path weights) {
        ImageInput given = apply(stated);
        if (!given.equals(stated)) {
            throw new IllegalArgumentException(weights + " takes images of --channels " + stated.channels()
                    + " --scale " + stated.scaling() + " --pages " + stated.pages() + ", not of --channels "
                    + given.channels() + " --scale " + given.scaling() + " --pages " + given.pages()
                    + ": leave the options out");
        }
        return stated;
    }

    private static Scaling usual(Scaling before, int channels, Pages pages) {
        boolean rgb = channels == 3 && pages != Pages.CHANNELS;
        return before.equals(Scaling.RGB8) && !rgb ? Scaling.RANGE : before;
    }

    private static ImageInput input(int channels, Scaling scaling, Pages pages) {
        try {
            return ImageInput.of(channels, scaling, pages);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--channels, --scale: " + e.getMessage(), e);
        }
    }

    private static Scaling scaling(String text) {
        try {
            return Scaling.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--scale: " + e.getMessage(), e);
        }
    }

    private static Pages pages(String text) {
        try {
            return Pages.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--pages: " + e.getMessage(), e);
        }
    }
}
