package dev.pixio.image.resize;

import dev.pixio.image.RgbImage;

/**
 * Crops or letterboxes images of any size to the input size of a model, with resizing that is bit-equal to Pillow.
 * Thread-safe.
 *
 * @param framing crop or letterbox, and the size of the frame
 * @param background colour of the bars of a letterbox
 */
public record FramedPixels(Framing framing, Background background) {

    /** An RGB colour, each component 0 to 255. */
    public record Background(int red, int green, int blue) {}

    /**
     * The pixels of the frame for an image.
     *
     * @param image decoded; not closed by this method. Its reduction is ignored
     * @return {@code uint8 [height, width, 3]} of the frame
     */
    public byte[] of(RgbImage image) {
        Framing.Placement placement = framing.place(image.width(), image.height());
        byte[] frame = new byte[3 * framing.height() * framing.width()];
        if (framing.fit() == Framing.Fit.LETTERBOX) {
            for (int i = 0; i < frame.length; i += 3) {
                frame[i] = (byte) background.red();
                frame[i + 1] = (byte) background.green();
                frame[i + 2] = (byte) background.blue();
            }
        }
        FrameWriter writer = new FrameWriter(frame, 3 * framing.width(), 3 * placement.left(), placement.top());
        new PillowResize(placement.source(), placement.height(), placement.width(), placement.kept())
                .run(image, writer);
        return frame;
    }

    /** Writes resized rows into the frame. */
    private static final class FrameWriter implements RowSink {

        private final byte[] frame;
        private final int rowBytes;
        private int offset;

        FrameWriter(byte[] frame, int rowBytes, int left, int top) {
            this.frame = frame;
            this.rowBytes = rowBytes;
            this.offset = top * rowBytes + left;
        }

        @Override
        public void accept(int[] values) {
            for (int i = 0; i < values.length; i++) {
                frame[offset + i] = (byte) values[i];
            }
            offset += rowBytes;
        }
    }
}
