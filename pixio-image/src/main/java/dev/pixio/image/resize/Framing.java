package dev.pixio.image.resize;

/**
 * How an image of any shape becomes one of a model's size, without chance. It says where pixels go; who resamples them
 * does the rest.
 *
 * @param fit whether the frame is filled or the image is kept whole
 * @param height rows of the result in pixels, at least 1
 * @param width columns of the result in pixels, at least 1
 * @param margin how much larger than the frame the image is made before its middle is cut out, at least 1; 256 / 224
 *     is usual for classifiers, 1 (all of the shorter side is seen) is Pixio's own
 */
public record Framing(Fit fit, int height, int width, double margin) {

    /** What is done with an image of another aspect ratio. */
    public enum Fit {
        /** It covers the frame, and what stands out is cut off: torchvision's {@code Resize} and {@code CenterCrop}. */
        CROP,
        /** It is seen whole, and bars of the mean colour fill the frame. */
        LETTERBOX
    }

    /** Of an image that is longer than so many short sides, the ends are left out before resizing. */
    private static final int MAX_ASPECT = 8;

    public Framing {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("a frame of " + width + " x " + height + " pixels has no pixels");
        }
        if (!(margin >= 1)) {
            throw new IllegalArgumentException("a crop of " + width + " x " + height
                    + " pixels does not fit images that are resized to " + margin
                    + " times that: resize to at least the crop");
        }
        if (fit == Fit.LETTERBOX && margin != 1) {
            throw new IllegalArgumentException("an image that is kept whole has no margin to cut off, not " + margin);
        }
    }

    /** The frame filled, as little as possible cut off. */
    public static Framing crop(int height, int width) {
        return new Framing(Fit.CROP, height, width, 1);
    }

    /** The image whole, with bars around it. */
    public static Framing letterbox(int height, int width) {
        return new Framing(Fit.LETTERBOX, height, width, 1);
    }

    /**
     * A square from the middle of a larger image.
     *
     * @param resize length of the shorter side in pixels, not less than {@code crop}
     * @param crop side of the square in pixels
     */
    public static Framing resizeAndCrop(int resize, int crop) {
        return new Framing(Fit.CROP, crop, crop, (double) resize / crop);
    }

    /**
     * Where the pixels of an image go.
     *
     * @param imageWidth in pixels, at least 1
     * @param imageHeight in pixels, at least 1
     */
    public Placement place(int imageWidth, int imageHeight) {
        return fit == Fit.CROP ? cropped(imageWidth, imageHeight) : boxed(imageWidth, imageHeight);
    }

    private Placement cropped(int imageWidth, int imageHeight) {
        // The ends would be resized to be thrown away: for one row of a million pixels that takes gigabytes.
        int longest = MAX_ASPECT * Math.min(imageWidth, imageHeight);
        CropBox used = new CenterCrop(longest, longest).choose(imageWidth, imageHeight);
        int high = (int) Math.round(height * margin);
        int wide = (int) Math.round(width * margin);
        // One side becomes as long as asked for, the other is rounded down as in torchvision, but fills the frame.
        if ((long) high * used.width() >= (long) wide * used.height()) {
            wide = Math.max(width, (int) ((long) high * used.width() / used.height()));
        } else {
            high = Math.max(height, (int) ((long) wide * used.height() / used.width()));
        }
        return new Placement(used, high, wide, new CenterCrop(height, width).choose(wide, high), 0, 0);
    }

    private Placement boxed(int imageWidth, int imageHeight) {
        double scale = Math.min((double) height / imageHeight, (double) width / imageWidth);
        int high = clamp(imageHeight * scale, height);
        int wide = clamp(imageWidth * scale, width);
        return new Placement(
                CropBox.whole(imageWidth, imageHeight),
                high,
                wide,
                CropBox.whole(wide, high),
                (height - high) / 2,
                (width - wide) / 2);
    }

    private static int clamp(double length, int most) {
        return (int) Math.max(1, Math.min(most, Math.round(length)));
    }

    /**
     * Where the pixels of one image go.
     *
     * @param source the part of the image that is resized, in its pixels
     * @param height rows that the part is resized to
     * @param width columns that the part is resized to
     * @param kept the part of the resized pixels that comes into the frame
     * @param top row of the frame in which it begins
     * @param left column of the frame in which it begins
     */
    public record Placement(CropBox source, int height, int width, CropBox kept, int top, int left) {}
}
