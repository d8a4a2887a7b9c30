package dev.pixio.image.resize;

import dev.pixio.image.RgbImage;

/**
 * Antialiased bicubic resizing of 8-bit images, bit-equal to Pillow 13: weights of 22 bits, and integers between the two
 * passes. Pillow up to 12 always resizes horizontally first, so its results differ for very tall images.
 */
final class PillowResize {

    private final CropBox source;
    private final BicubicTaps horizontalTaps;
    private final BicubicTaps verticalTaps;
    private final boolean verticalFirst;

    /**
     * Prepares the resizing of a part of an image.
     *
     * @param source the part; pixels outside of it have no influence
     * @param height of the resized part in pixels
     * @param width of the resized part in pixels
     * @param kept the crop of the resized pixels that is computed
     */
    PillowResize(CropBox source, int height, int width, CropBox kept) {
        this.source = source;
        this.horizontalTaps = new BicubicTaps(source.width(), width, kept.left(), kept.width());
        this.verticalTaps = new BicubicTaps(source.height(), height, kept.top(), kept.height());
        int fewerRows = source.height() - height;
        this.verticalFirst = fewerRows > 0 && fewerRows > 2 * (source.width() - width);
    }

    /** Resizes and passes rows of {@code kept.width * 3} values to the sink. */
    void run(RgbImage image, RowSink sink) {
        if (verticalFirst) {
            RowPairs pairs = new RowPairs(new HorizontalPass(horizontalTaps, source.width(), sink), 3 * source.width());
            VerticalPass vertical = new VerticalPass(verticalTaps, 3 * source.width(), pairs);
            int[] wide = new int[3 * source.width()];
            byte[] row = new byte[3 * source.width()];
            for (int y = verticalTaps.begin(); y < verticalTaps.end(); y++) {
                image.copyRow(source.top() + y, source.left(), row);
                for (int i = 0; i < row.length; i++) {
                    wide[i] = row[i] & 255;
                }
                vertical.accept(wide);
            }
            pairs.finish();
            return;
        }
        VerticalPass vertical = new VerticalPass(verticalTaps, 3 * horizontalTaps.outputs(), sink);
        HorizontalPass horizontal = new HorizontalPass(horizontalTaps, source.width(), vertical);
        byte[] first = new byte[3 * source.width()];
        byte[] second = new byte[3 * source.width()];
        int y = verticalTaps.begin();
        for (; y + 2 <= verticalTaps.end(); y += 2) {
            image.copyRow(source.top() + y, source.left(), first);
            image.copyRow(source.top() + y + 1, source.left(), second);
            horizontal.accept(first, second);
        }
        if (y < verticalTaps.end()) {
            image.copyRow(source.top() + y, source.left(), first);
            horizontal.accept(first);
        }
    }

    /** Collects rows in pairs for the horizontal pass. */
    private static final class RowPairs implements RowSink {

        private final HorizontalPass horizontal;
        private final byte[] first;
        private final byte[] second;
        private boolean hasFirst;

        RowPairs(HorizontalPass horizontal, int values) {
            this.horizontal = horizontal;
            this.first = new byte[values];
            this.second = new byte[values];
        }

        @Override
        public void accept(int[] values) {
            byte[] row = hasFirst ? second : first;
            for (int i = 0; i < row.length; i++) {
                row[i] = (byte) values[i];
            }
            if (hasFirst) {
                horizontal.accept(first, second);
            }
            hasFirst = !hasFirst;
        }

        void finish() {
            if (hasFirst) {
                horizontal.accept(first);
            }
        }
    }
}
