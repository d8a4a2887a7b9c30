package dev.pixio.search;

import dev.pixio.image.resize.CropBox;
import dev.pixio.image.resize.Framing;

/**
 * The patches that a region of an image covers. Where the encoder sees a crop, the crop is moved so that the region is inside of it,
 * as far as it fits: the centre crop alone would not see the edges of an image.
 *
 * @param framing of the encoder
 * @param seen the part of the image that is given to the encoder
 * @param box the region, in pixels of that part
 */
record RegionPatches(Framing framing, CropBox seen, CropBox box) {

    /** The share of a patch that must be in the region, unless no patch reaches it. */
    private static final double COVERED = 0.5;

    /**
     * The patches of an encoder's input.
     *
     * @param rows of patches
     * @param columns of patches
     * @param dimension of a token
     */
    record Grid(int rows, int columns, int dimension) {

        /** @param maps the shape of feature maps, {@code [D, rows, columns]} */
        static Grid of(long[] maps) {
            return new Grid((int) maps[1], (int) maps[2], (int) maps[0]);
        }
    }

    /**
     * Places a region.
     *
     * @param width of the image in pixels
     * @param height of the image in pixels
     * @throws IllegalArgumentException in one line: the region is not in the image
     */
    static RegionPatches of(Framing framing, int width, int height, CropBox region) {
        if (!region.fits(width, height)) {
            throw new IllegalArgumentException("the box of " + region.width() + " x " + region.height() + " pixels at ("
                    + region.left() + ", " + region.top() + ") is not in the image of " + width + " x " + height);
        }
        CropBox seen = framing.fit() == Framing.Fit.LETTERBOX
                ? CropBox.whole(width, height)
                : around(region, crop(framing, width, height), width, height);
        int left = Math.max(region.left(), seen.left());
        int top = Math.max(region.top(), seen.top());
        int right = Math.min(region.left() + region.width(), seen.left() + seen.width());
        int bottom = Math.min(region.top() + region.height(), seen.top() + seen.height());
        return new RegionPatches(
                framing, seen, new CropBox(top - seen.top(), left - seen.left(), bottom - top, right - left));
    }

    /** The largest part of the aspect ratio of the frame, at the upper left corner. */
    private static CropBox crop(Framing framing, int width, int height) {
        double aspect = (double) framing.width() / framing.height();
        int cropWidth = (int) Math.max(1, Math.min(width, Math.round(height * aspect)));
        int cropHeight = (int) Math.max(1, Math.min(height, Math.round(width / aspect)));
        return new CropBox(0, 0, cropHeight, cropWidth);
    }

    /** The part as near to the centre of the image as the region allows; around its centre if the region is larger. */
    private static CropBox around(CropBox region, CropBox size, int width, int height) {
        return new CropBox(
                start(region.top(), region.height(), size.height(), height),
                start(region.left(), region.width(), size.width(), width),
                size.height(),
                size.width());
    }

    private static int start(int from, int length, int window, int whole) {
        int centred = (whole - window) / 2;
        if (length > window) {
            return Math.max(0, Math.min(whole - window, from + (length - window) / 2));
        }
        return Math.max(from + length - window, Math.min(from, centred));
    }

    /** The part of the image that the encoder sees; the caller closes it. */
    QueryImage part(QueryImage image) {
        return image.part(seen);
    }

    /**
     * The mean of the tokens of the covered patches.
     *
     * @param tokens of all patches of the part, {@code [rows * columns, D]}
     */
    float[] mean(float[] tokens, Grid grid) {
        double[] sum = new double[grid.dimension()];
        boolean[] covered = covered(grid);
        int count = 0;
        for (int patch = 0; patch < covered.length; patch++) {
            if (covered[patch]) {
                count++;
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += tokens[patch * sum.length + i];
                }
            }
        }
        float[] mean = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            mean[i] = (float) (sum[i] / count);
        }
        return mean;
    }

    /** Which patches have at least half of their area in the region; if none has, those with the largest part of it. */
    boolean[] covered(Grid grid) {
        Framing.Placement place = framing.place(seen.width(), seen.height());
        CropBox source = place.source();
        double[] rows = new Axis(
                        source.top(),
                        source.height(),
                        place.height(),
                        place.top() - place.kept().top())
                .shares(box.top(), box.height(), framing.height(), grid.rows());
        double[] columns = new Axis(
                        source.left(),
                        source.width(),
                        place.width(),
                        place.left() - place.kept().left())
                .shares(box.left(), box.width(), framing.width(), grid.columns());
        double[] areas = new double[grid.rows() * grid.columns()];
        double largest = 0;
        for (int patch = 0; patch < areas.length; patch++) {
            areas[patch] = rows[patch / grid.columns()] * columns[patch % grid.columns()];
            largest = Math.max(largest, areas[patch]);
        }
        boolean[] covered = new boolean[areas.length];
        double least = Math.min(COVERED, largest);
        for (int patch = 0; patch < areas.length; patch++) {
            covered[patch] = areas[patch] >= least;
        }
        return covered;
    }

    /**
     * Where pixels of the part are in the frame, along one axis.
     *
     * @param start first pixel of the part that is resized
     * @param length pixels of the part that are resized
     * @param resized their number afterwards
     * @param offset of the first of them in the frame, negative if it is cropped
     */
    private record Axis(int start, int length, int resized, int offset) {

        /** Which share of each patch is between two pixels of the part; at least one pixel of the frame is. */
        double[] shares(int from, int pixels, int frame, int patches) {
            double first = Math.max(0, Math.min(frame - 1, position(from)));
            double end = Math.min(frame, Math.max(first + 1, position(from + pixels)));
            double patch = (double) frame / patches;
            double[] shares = new double[patches];
            for (int i = 0; i < patches; i++) {
                double overlap = Math.min(end, (i + 1) * patch) - Math.max(first, i * patch);
                shares[i] = Math.max(0, overlap) / patch;
            }
            return shares;
        }

        private double position(int pixel) {
            return (double) (pixel - start) * resized / length + offset;
        }
    }
}
