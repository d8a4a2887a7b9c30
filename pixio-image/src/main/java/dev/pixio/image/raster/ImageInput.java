package dev.pixio.image.raster;

import dev.pixio.image.format.ImageReadException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the files of images become the input of a model. It is saved with the weights, so that all commands read images as the
 * training did.
 *
 * @param channels of the model
 * @param scaling how samples become shares of 1
 * @param pages what the pages of a TIFF are
 * @param mean of each channel after scaling, which becomes 0
 * @param deviation standard deviation of each channel after scaling, which becomes 1
 * @param view the channels that pictures show as red, green and blue, counted from 1
 */
public record ImageInput(
        int channels, Scaling scaling, Pages pages, List<Double> mean, List<Double> deviation, List<Integer> view) {

    /** Photographs, with mean and standard deviation of ImageNet. */
    public static final ImageInput RGB = new ImageInput(
            3, Scaling.RGB8, Pages.FIRST, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225), List.of(1, 2, 3));

    /** Of the grey values of ImageNet, for channels that were not measured. */
    private static final double GREY_MEAN = 0.449;

    private static final double GREY_DEVIATION = 0.226;

    private static final int MAX_CHANNELS = 1024;

    // Rec. 601, as Pillow converts to grey
    private static final double RED = 0.299;
    private static final double GREEN = 0.587;
    private static final double BLUE = 0.114;

    public ImageInput {
        mean = List.copyOf(mean);
        deviation = List.copyOf(deviation);
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw new IllegalArgumentException("channels must be 1 to " + MAX_CHANNELS + ", not " + channels);
        }
        if (mean.size() != channels || deviation.size() != channels) {
            throw new IllegalArgumentException(mean.size() + " means and " + deviation.size()
                    + " standard deviations are given for " + channels + (channels == 1 ? " channel" : " channels"));
        }
        if (!mean.stream().allMatch(Double::isFinite)
                || !deviation.stream().allMatch(value -> value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("means " + mean + " and standard deviations " + deviation
                    + ": each must be finite, no deviation 0");
        }
        view = List.copyOf(view);
        if (view.size() != 3 || !view.stream().allMatch(number -> number >= 1 && number <= channels)) {
            throw new IllegalArgumentException(
                    "pictures show three of the channels 1 to " + channels + ", not " + view);
        }
        if (scaling.equals(Scaling.RGB8) && (channels != 3 || pages == Pages.CHANNELS)) {
            throw new IllegalArgumentException("the scale rgb8 is for 3 channels of one page: scale "
                    + (pages == Pages.CHANNELS ? "pages that are channels" : channels + " channels")
                    + " by range, window or percentiles");
        }
    }

    /** An input without statistics of its channels: those of ImageNet. */
    public static ImageInput of(int channels, Scaling scaling, Pages pages) {
        return new ImageInput(
                channels,
                scaling,
                pages,
                channels == 3 ? RGB.mean : Collections.nCopies(channels, GREY_MEAN),
                channels == 3 ? RGB.deviation : Collections.nCopies(channels, GREY_DEVIATION),
                usualView(channels));
    }

    /** The first three channels; of fewer, the last one again. */
    private static List<Integer> usualView(int channels) {
        return List.of(1, Math.min(2, channels), Math.min(3, channels));
    }

    /** With other channels in pictures. */
    public ImageInput withView(List<Integer> other) {
        return new ImageInput(channels, scaling, pages, mean, deviation, other);
    }

    /** Where pages are not listed as images of their own: of these the first page is read, other pages stay what they are. */
    public ImageInput withOneImagePerFile() {
        return pages == Pages.IMAGES ? new ImageInput(channels, scaling, Pages.FIRST, mean, deviation, view) : this;
    }

    /** With other statistics of its channels. */
    public ImageInput withStatistics(List<Double> means, List<Double> deviations) {
        return new ImageInput(channels, scaling, pages, means, deviations, view);
    }

    /** Whether images are photographs as for {@link #RGB}, whatever pages they have. */
    public boolean isPhotographs() {
        return isRgb8() && mean.equals(RGB.mean) && deviation.equals(RGB.deviation);
    }

    /** Whether images become the same numbers as with another input; pictures may show other channels. */
    public boolean isReadAs(ImageInput other) {
        return channels == other.channels && equals(other.withView(view));
    }

    /** Whether images are decoded to 8-bit RGB, and not to a {@link Raster}. */
    public boolean isRgb8() {
        return scaling.kind() == Scaling.Kind.RGB8;
    }

    /**
     * An image with the channels of the input, scaled.
     *
     * @throws ImageReadException if it has other channels, or numbers that are not finite
     */
    public Raster of(Raster stored) throws ImageReadException {
        for (float[] plane : stored.planes()) {
            for (float sample : plane) {
                if (!Float.isFinite(sample)) {
                    throw new ImageReadException("has samples that are NaN or infinite");
                }
            }
        }
        return scaling.apply(withChannels(stored));
    }

    private Raster withChannels(Raster stored) throws ImageReadException {
        int has = stored.channels();
        if (has == channels) {
            return stored;
        }
        float[][] planes = stored.planes();
        int opaque = stored.colors().opaque(has);
        if (opaque == channels) {
            return stored.with(Colors.BANDS, stored.range(), Arrays.copyOf(planes, channels));
        }
        if (opaque == 1) {
            float[][] repeated = new float[channels][];
            Arrays.fill(repeated, planes[0]);
            return stored.with(Colors.BANDS, stored.range(), repeated);
        }
        if (channels == 1 && stored.colors().isRgb()) {
            return stored.with(Colors.GREY, stored.range(), grey(planes));
        }
        throw new ImageReadException("has " + has + " channels, where the model takes " + channels);
    }

    private static float[] grey(float[][] rgb) {
        float[] grey = new float[rgb[0].length];
        for (int i = 0; i < grey.length; i++) {
            boolean neutral = rgb[0][i] == rgb[1][i] && rgb[1][i] == rgb[2][i];
            grey[i] = neutral ? rgb[0][i] : (float) (RED * rgb[0][i] + GREEN * rgb[1][i] + BLUE * rgb[2][i]);
        }
        return grey;
    }

    /** The input as one line of text, for the metadata of files. */
    public String toText() {
        return String.format(
                Locale.ROOT,
                "channels=%d; scale=%s; pages=%s; mean=%s; deviation=%s; view=%s",
                channels,
                scaling,
                pages,
                numbers(mean),
                numbers(deviation),
                numbers(view));
    }

    /** Numbers separated by spaces. */
    public static String numbers(List<? extends Number> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    /**
     * The numbers of a text in which they are separated by spaces or commas.
     *
     * @throws IllegalArgumentException in one line, if one is none
     */
    public static List<Double> numbers(String text) {
        try {
            return Arrays.stream(text.strip().split("[\\s,]+", -1))
                    .map(Double::valueOf)
                    .toList();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("must be numbers separated by spaces, not '" + text + "'", e);
        }
    }

    /**
     * The channels of a text in which they are separated by spaces or commas.
     *
     * @throws IllegalArgumentException in one line, if they are not three whole numbers
     */
    public static List<Integer> view(String text) {
        if (!text.strip().matches("\\d{1,4}[\\s,]+\\d{1,4}[\\s,]+\\d{1,4}")) {
            throw new IllegalArgumentException("must be three channels such as 4,3,2, not '" + text + "'");
        }
        return Arrays.stream(text.strip().split("[\\s,]+", -1))
                .map(Integer::valueOf)
                .toList();
    }

    /**
     * The input that {@link #toText} wrote.
     *
     * @throws IllegalArgumentException in one line, if the text is damaged
     */
    public static ImageInput parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : text.split("; ", -1)) {
            int equals = Math.max(0, field.indexOf('='));
            fields.put(field.substring(0, equals), field.substring(Math.min(field.length(), equals + 1)));
        }
        String channels = fields.getOrDefault("channels", "");
        if (!channels.matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException("no number of channels in '" + text + "'");
        }
        return new ImageInput(
                Integer.parseInt(channels),
                Scaling.parse(fields.getOrDefault("scale", "")),
                Pages.of(fields.getOrDefault("pages", "")),
                numbers(fields.getOrDefault("mean", "")),
                numbers(fields.getOrDefault("deviation", "")),
                view(fields.getOrDefault("view", "")));
    }
}
