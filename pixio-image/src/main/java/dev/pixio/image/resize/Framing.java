package dev.pixio.image.resize;

/**
 * Describes how an image of any size is fitted to the input size of a model, deterministically: by a centre crop or a
 * letterbox. It computes positions only; other classes resize the pixels.
 *
 * @param fit crop or letterbox
 * @param height of the frame in pixels, at least 1
 * @param width of the frame in pixels, at least 1
 * @param margin ratio of the resized image to the crop, at least 1; 256 / 224 is usual for classifiers, Pixio uses 1 (the
 *     crop covers all of the shorter side)
 */
public record Framing(Fit fit, int height, int width, double margin) {

    /** The treatment of images with another aspect ratio than the frame. */
    public enum Fit {
        /** The image covers the frame and is cropped: torchvision's {@code Resize} and {@code CenterCrop}. */
        CROP,
        /** The whole image is inside the frame, and bars fill the rest. */
        LETTERBOX
    }

    /** Images with a larger aspect ratio are cropped to it before resizing. */
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
            throw new IllegalArgumentException("a letterbox has no crop margin: it must be 1, not " + margin);
        }
    }

    /** The largest centre crop, resized to the frame. */
    public static Framing crop(int height, int width) {
        return new Framing(Fit.CROP, height, width, 1);
    }

    /** The whole image, with bars at two sides. */
    public static Framing letterbox(int height, int width) {
        return new Framing(Fit.LETTERBOX, height, width, 1);
    }

    /**
     * A square centre crop of the resized image.
     *
     * @param resize length of the shorter side in pixels, not less than {@code crop}
     * @param crop side of the square crop in pixels
     */
    public static Framing resizeAndCrop(int resize, int crop) {
        return new Framing(Fit.CROP, crop, crop, (double) resize / crop);
    }

    /**
     * Computes the placement of an image in the frame.
     *
     * @param imageWidth in pixels, at least 1
     * @param imageHeight in pixels, at least 1
     */
    public Placement place(int imageWidth, int imageHeight) {
        return fit == Fit.CROP ? cropped(imageWidth, imageHeight) : letterboxed(imageWidth, imageHeight);
    }

    private Placement cropped(int imageWidth, int imageHeight) {
        // Resizing the parts that are cropped later would take gigabytes for one row of a million pixels.
        int longest = MAX_ASPECT * Math.min(imageWidth, imageHeight);
        CropBox used = new CenterCrop(longest, longest).choose(imageWidth, imageHeight);
        int resizedHeight = (int) Math.round(height * margin);
        int resizedWidth = (int) Math.round(width * margin);
        // The shorter side gets the requested length; the other one is rounded down as in torchvision, but covers
        // the frame.
        if ((long) resizedHeight * used.width() >= (long) resizedWidth * used.height()) {
            resizedWidth = Math.max(width, (int) ((long) resizedHeight * used.width() / used.height()));
        } else {
            resizedHeight = Math.max(height, (int) ((long) resizedWidth * used.height() / used.width()));
        }
        return new Placement(
                used,
                resizedHeight,
                resizedWidth,
                new CenterCrop(height, width).choose(resizedWidth, resizedHeight),
                0,
                0);
    }

    private Placement letterboxed(int imageWidth, int imageHeight) {
        double scale = Math.min((double) height / imageHeight, (double) width / imageWidth);
        int resizedHeight = clamp(imageHeight * scale, height);
        int resizedWidth = clamp(imageWidth * scale, width);
        return new Placement(
                CropBox.whole(imageWidth, imageHeight),
                resizedHeight,
                resizedWidth,
                CropBox.whole(resizedWidth, resizedHeight),
                (height - resizedHeight) / 2,
                (width - resizedWidth) / 2);
    }

    private static int clamp(double length, int max) {
        return (int) Math.max(1, Math.min(max, Math.round(length)));
    }

    /**
     * The placement of one image in the frame.
     *
     * @param source the part of the image that is resized, in pixels of the image
     * @param height of the resized part in pixels
     * @param width of the resized part in pixels
     * @param kept the crop of the resized pixels that is written to the frame
     * @param top first row of the crop in the frame
     * @param left first column of the crop in the frame
     */
    public record Placement(CropBox source, int height, int width, CropBox kept, int top, int left) {}
}
