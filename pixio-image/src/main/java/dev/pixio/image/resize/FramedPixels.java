package dev.pixio.image.resize;

import dev.pixio.image.RgbImage;

/**
 * Brings images of any size into the frame of a model, resized to the bit as Pillow does it. Keeps no state: many threads
 * share one.
 *
 * @param framing where pixels go
 * @param background of the bars around an image that is kept whole
 */
public record FramedPixels(Framing framing, Background background) {

    /**
     * A colour, each part 0 to 255.
     */
    public record Background(int red, int green, int blue) {}

    /**
     * The pixels of an image in the frame.
     *
     * @param image decoded, and left open; of one that was decoded smaller, its own pixels count
     * @return {@code uint8 [height, width, 3]} of the frame, in row order
     */
    public byte[] of(RgbImage image) {
        Framing.Placement place = framing.place(image.width(), image.height());
        byte[] frame = new byte[3 * framing.height() * framing.width()];
        if (framing.fit() == Framing.Fit.LETTERBOX) {
            for (int i = 0; i < frame.length; i += 3) {
                frame[i] = (byte) background.red();
                frame[i + 1] = (byte) background.green();
                frame[i + 2] = (byte) background.blue();
            }
        }
        Rows rows = new Rows(frame, 3 * framing.width(), 3 * place.left(), place.top());
        new PillowResize(place.source(), place.height(), place.width(), place.kept()).run(image, rows);
        return frame;
    }

    /** Writes row after row into the frame. */
    private static final class Rows implements RowSink {

        private final byte[] frame;
        private final int rowBytes;
        private int at;

        Rows(byte[] frame, int rowBytes, int left, int top) {
            this.frame = frame;
            this.rowBytes = rowBytes;
            this.at = top * rowBytes + left;
        }

        @Override
        public void accept(int[] values) {
            for (int i = 0; i < values.length; i++) {
                frame[at + i] = (byte) values[i];
            }
            at += rowBytes;
        }
    }
}
