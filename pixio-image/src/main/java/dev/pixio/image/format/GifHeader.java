package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The size, the position and the colours of the first frame of a GIF.
 *
 * @param width of the image: the screen, or further if the frame extends beyond it
 * @param height of the image
 * @param left column of the frame
 * @param top row of the frame
 * @param frameWidth in pixels
 * @param frameHeight in pixels
 * @param colors red, green and blue of each colour; a file without colours has grey levels
 * @param around the colour outside of the frame: the transparent one, or the first
 */
public record GifHeader(
        int width, int height, int left, int top, int frameWidth, int frameHeight, ByteBuffer colors, int around) {

    private static final int SCREEN_BYTES = 13;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int FRAME = 0x2c;
    private static final int END = 0x3b;

    private static final int HAS_COLORS = 0x80;
    private static final int HAS_TRANSPARENCY = 1;

    /**
     * Reads the header of a file.
     *
     * @throws ImageReadException if there is no frame; {@link IndexOutOfBoundsException} if the file ends before it
     */
    public static GifHeader of(ByteBuffer anyOrder) throws ImageReadException {
        ByteBuffer file = anyOrder.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int at = SCREEN_BYTES + colorBytes(file.get(10));
        int around = 0;
        while (unsigned(file, at) != FRAME) {
            if (unsigned(file, at) == END) {
                throw new ImageReadException("a GIF without an image");
            }
            if (unsigned(file, at) != EXTENSION) {
                at++; // Pillow skips bytes between blocks, too.
                continue;
            }
            boolean transparent =
                    unsigned(file, at + 1) == GRAPHIC_CONTROL && (file.get(at + 3) & HAS_TRANSPARENCY) != 0;
            around = transparent ? unsigned(file, at + 6) : around;
            at = afterBlocks(file, at + 2);
        }
        return frame(file, at, around);
    }

    private static GifHeader frame(ByteBuffer file, int at, int around) {
        int left = Short.toUnsignedInt(file.getShort(at + 1));
        int top = Short.toUnsignedInt(file.getShort(at + 3));
        int frameWidth = Short.toUnsignedInt(file.getShort(at + 5));
        int frameHeight = Short.toUnsignedInt(file.getShort(at + 7));
        boolean own = (file.get(at + 9) & HAS_COLORS) != 0;
        ByteBuffer colors = own
                ? file.slice(at + 10, colorBytes(file.get(at + 9)))
                : file.slice(SCREEN_BYTES, colorBytes(file.get(10)));
        return new GifHeader(
                Math.max(Short.toUnsignedInt(file.getShort(6)), left + frameWidth),
                Math.max(Short.toUnsignedInt(file.getShort(8)), top + frameHeight),
                left,
                top,
                frameWidth,
                frameHeight,
                colors,
                around);
    }

    private static int colorBytes(byte flags) {
        return (flags & HAS_COLORS) != 0 ? 3 * (2 << (flags & 7)) : 0;
    }

    private static int afterBlocks(ByteBuffer file, int first) {
        int at = first;
        while (unsigned(file, at) != 0) {
            at += 1 + unsigned(file, at);
        }
        return at + 1;
    }

    private static int unsigned(ByteBuffer file, int at) {
        return Byte.toUnsignedInt(file.get(at));
    }

    /** A channel, 0 to 2, of a colour. */
    public byte level(int color, int channel) {
        int at = 3 * color + channel;
        return at < colors.limit() ? colors.get(at) : (byte) color;
    }
}
