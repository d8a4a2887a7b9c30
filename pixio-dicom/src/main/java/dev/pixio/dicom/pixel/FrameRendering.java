package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.Colors;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.raster.SampleRange;
import dev.pixio.io.OneLine;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Shows frames: grey values by rescaling and window, colours as red, green and blue.
 *
 * @param window of all frames; empty for the one that a file has, otherwise from the least to the greatest value of a frame
 * @param limits largest permitted numbers of pixels and bytes
 */
public record FrameRendering(Optional<Window> window, ImageDecoder limits) {

    /** What the values of {@code MONOCHROME1}, whose least one is white, are in a raster. */
    public enum Polarity {
        /** As they are stored, so that they have their unit. */
        STORED,
        /** Inverted, so that light is the greater value in all images. */
        WHITE_IS_GREATEST
    }

    private static final List<String> GREY = List.of("MONOCHROME1", "MONOCHROME2");

    /** Decoders of JPEG convert these to red, green and blue. */
    private static final List<String> CONVERTED =
            List.of("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420");

    /** Decoders of JPEG 2000 convert the last two. */
    private static final List<String> OF_JPEG_2000 = List.of("RGB", "YBR_FULL", "YBR_RCT", "YBR_ICT");

    private static final List<String> STORED_COLOURS = List.of("RGB", "YBR_FULL", "YBR_FULL_422");

    /**
     * A frame as an image of 8 bits. The caller closes it.
     *
     * @param bytes of the frame, as they are in the file
     */
    public RgbImage image(ImageAttributes image, byte[] bytes) throws ImageReadException {
        byte[] rgb = rgb(image, bytes);
        RgbImage shown = RgbImage.of(image.columns(), image.rows());
        shown.data().put(rgb, 0, rgb.length);
        return shown;
    }

    /**
     * A frame with all its values: grey ones rescaled, not windowed; colours of 8 bits.
     *
     * @param bytes of the frame, as they are in the file
     * @param polarity of {@code MONOCHROME1}
     */
    public Raster raster(ImageAttributes image, byte[] bytes, Polarity polarity) throws ImageReadException {
        requireColours(image);
        if (!GREY.contains(image.photometric())) {
            try (RgbImage colours = image(image, bytes)) {
                return Raster.of(colours);
            }
        }
        int[] stored = StoredPixels.of(image, bytes, limits).planes()[0];
        float[] values = new float[stored.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (stored[i] * image.slope() + image.intercept());
        }
        double levels = Math.scalb(1.0, image.bitsStored());
        double lowest = image.signed() ? -levels / 2 : 0;
        double first = lowest * image.slope() + image.intercept();
        double last = (lowest + levels - 1) * image.slope() + image.intercept();
        if (polarity == Polarity.WHITE_IS_GREATEST && isInverted(image)) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (first + last - values[i]);
            }
        }
        return new Raster(
                image.columns(),
                image.rows(),
                Colors.GREY,
                new SampleRange(Math.min(first, last), Math.max(first, last), SampleRange.Numbers.INTEGERS),
                new float[][] {values});
    }

    private static boolean isColour(ImageAttributes image) {
        return switch (image.syntax().codec()) {
            case JPEG -> CONVERTED.contains(image.photometric());
            case JPEG_2000 -> OF_JPEG_2000.contains(image.photometric());
            default -> STORED_COLOURS.contains(image.photometric());
        };
    }

    private static boolean isPalette(ImageAttributes image) {
        return image.photometric().equals("PALETTE COLOR") && image.palette().size() == 3;
    }

    /** Whether the least value is white. */
    private static boolean isInverted(ImageAttributes image) {
        return image.photometric().equals("MONOCHROME1");
    }

    private static void requireColours(ImageAttributes image) throws ImageReadException {
        String photometric = image.photometric();
        boolean colour = isColour(image);
        if ((!GREY.contains(photometric) && !isPalette(image) && !colour) || (image.samples() == 3) != colour) {
            throw new ImageReadException("the photometric interpretation '" + OneLine.of(photometric, 20) + "' with "
                    + image.samples()
                    + " sample" + (image.samples() == 1 ? "" : "s") + " per pixel"
                    + (photometric.equals("PALETTE COLOR") ? " and without tables of colours" : "") + " is not read");
        }
    }

    private byte[] rgb(ImageAttributes image, byte[] bytes) throws ImageReadException {
        requireColours(image);
        StoredPixels pixels = StoredPixels.of(image, bytes, limits);
        byte[] rgb = new byte[3 * image.rows() * image.columns()];
        if (isColour(image)) {
            boolean ybr = pixels.colours() == StoredPixels.Colours.STORED
                    && image.photometric().startsWith("YBR_FULL");
            writeColours(pixels.planes(), Math.max(0, image.bitsStored() - 8), ybr, rgb);
        } else if (isPalette(image)) {
            int[] numbers = pixels.planes()[0];
            for (int i = 0; i < numbers.length; i++) {
                for (int plane = 0; plane < 3; plane++) {
                    rgb[3 * i + plane] = image.palette().get(plane).of(numbers[i]);
                }
            }
        } else {
            writeGrey(image, pixels.planes()[0], rgb);
        }
        return rgb;
    }

    private static void writeColours(int[][] planes, int shift, boolean ybr, byte[] rgb) {
        for (int i = 0; i < planes[0].length; i++) {
            int first = planes[0][i] >> shift;
            int second = planes[1][i] >> shift;
            int third = planes[2][i] >> shift;
            if (ybr) {
                double blue = second - 128;
                double red = third - 128;
                rgb[3 * i] = clipped(first + 1.402 * red);
                rgb[3 * i + 1] = clipped(first - 0.114 * 1.772 / 0.587 * blue - 0.299 * 1.402 / 0.587 * red);
                rgb[3 * i + 2] = clipped(first + 1.772 * blue);
            } else {
                rgb[3 * i] = (byte) first;
                rgb[3 * i + 1] = (byte) second;
                rgb[3 * i + 2] = (byte) third;
            }
        }
    }

    private static byte clipped(double value) {
        return (byte) Math.max(0, Math.min(255, Math.round(value)));
    }

    private void writeGrey(ImageAttributes image, int[] stored, byte[] rgb) {
        IntToDoubleFunction brightness = brightness(image, stored);
        boolean inverted = isInverted(image);
        for (int i = 0; i < stored.length; i++) {
            double grey = brightness.applyAsDouble(stored[i]);
            byte level = clipped(inverted ? 255 - grey : grey);
            rgb[3 * i] = level;
            rgb[3 * i + 1] = level;
            rgb[3 * i + 2] = level;
        }
    }

    private IntToDoubleFunction brightness(ImageAttributes image, int[] stored) {
        Optional<Window> used = window.or(() -> own(image));
        if (used.isPresent()) {
            return value -> used.get().of(value * image.slope() + image.intercept());
        }
        if (image.bitsStored() == 8 && !image.signed()) {
            return value -> value;
        }
        int least = Integer.MAX_VALUE;
        int greatest = Integer.MIN_VALUE;
        for (int value : stored) {
            if (image.padding().isEmpty() || value != image.padding().getAsInt()) {
                least = Math.min(least, value);
                greatest = Math.max(greatest, value);
            }
        }
        double from = image.slope() < 0 ? greatest : least;
        double range = (double) greatest - least;
        double sign = image.slope() < 0 ? -1 : 1;
        return value -> range > 0 ? Math.max(0, Math.min(255, 255 * sign * (value - from) / range)) : 0;
    }

    /** The window of a file; one that is no window is ignored. */
    private static Optional<Window> own(ImageAttributes image) {
        if (image.centre().isEmpty() || image.width().isEmpty()) {
            return Optional.empty();
        }
        Window.Function function = switch (image.function()) {
            case "SIGMOID" -> Window.Function.SIGMOID;
            case "LINEAR_EXACT" -> Window.Function.LINEAR_EXACT;
            default -> Window.Function.LINEAR;
        };
        double width = image.width().getAsDouble();
        boolean valid = function == Window.Function.LINEAR ? width >= 1 : width > 0;
        return valid ? Optional.of(new Window(image.centre().getAsDouble(), width, function)) : Optional.empty();
    }
}
