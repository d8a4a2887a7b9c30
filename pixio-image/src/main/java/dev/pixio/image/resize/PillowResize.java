package dev.pixio.image.resize;

import dev.pixio.image.RgbImage;

/**
 * Antialiased bicubic resizing of 8-bit images, to the bit as Pillow 13 does it (and Pillow up to 12, but for very tall
 * images, which it makes narrow first): weights of 22 bits, and whole numbers between its two passes.
 */
final class PillowResize {

    private final CropBox source;
    private final BicubicTaps across;
    private final BicubicTaps down;
    private final boolean downFirst;

    /**
     * Plans the resizing of a part of an image.
     *
     * @param source the part; what lies around it has no influence
     * @param height rows that the part is resized to
     * @param width columns that the part is resized to
     * @param kept which of the resized pixels are made
     */
    PillowResize(CropBox source, int height, int width, CropBox kept) {
        this.source = source;
        this.across = new BicubicTaps(source.width(), width, kept.left(), kept.width());
        this.down = new BicubicTaps(source.height(), height, kept.top(), kept.height());
        int fewerRows = source.height() - height;
        this.downFirst = fewerRows > 0 && fewerRows > 2 * (source.width() - width);
    }

    /** Resizes, row by row into the sink, {@code kept.width * 3} values each. */
    void run(RgbImage image, RowSink sink) {
        if (downFirst) {
            Pairs pairs = new Pairs(new HorizontalPass(across, source.width(), sink), 3 * source.width());
            VerticalPass vertical = new VerticalPass(down, 3 * source.width(), pairs);
            int[] wide = new int[3 * source.width()];
            byte[] row = new byte[3 * source.width()];
            for (int y = down.begin(); y < down.end(); y++) {
                image.copyRow(source.top() + y, source.left(), row);
                for (int i = 0; i < row.length; i++) {
                    wide[i] = row[i] & 255;
                }
                vertical.accept(wide);
            }
            pairs.finish();
            return;
        }
        VerticalPass vertical = new VerticalPass(down, 3 * across.wanted(), sink);
        HorizontalPass horizontal = new HorizontalPass(across, source.width(), vertical);
        byte[] first = new byte[3 * source.width()];
        byte[] second = new byte[3 * source.width()];
        int y = down.begin();
        for (; y + 2 <= down.end(); y += 2) {
            image.copyRow(source.top() + y, source.left(), first);
            image.copyRow(source.top() + y + 1, source.left(), second);
            horizontal.accept(first, second);
        }
        if (y < down.end()) {
            image.copyRow(source.top() + y, source.left(), first);
            horizontal.accept(first);
        }
    }

    /** Hands rows on by two. */
    private static final class Pairs implements RowSink {

        private final HorizontalPass horizontal;
        private final byte[] first;
        private final byte[] second;
        private boolean waiting;

        Pairs(HorizontalPass horizontal, int values) {
            this.horizontal = horizontal;
            this.first = new byte[values];
            this.second = new byte[values];
        }

        @Override
        public void accept(int[] values) {
            byte[] row = waiting ? second : first;
            for (int i = 0; i < row.length; i++) {
                row[i] = (byte) values[i];
            }
            if (waiting) {
                horizontal.accept(first, second);
            }
            waiting = !waiting;
        }

        void finish() {
            if (waiting) {
                horizontal.accept(first);
            }
        }
    }
}
