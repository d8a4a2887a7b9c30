package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an image file says about itself before anything is decoded, so that a file of a few bytes that claims a billion
 * pixels is refused instead of believed.
 *
 * @param width in pixels, as stored, before any EXIF rotation; at least 1
 * @param height in pixels, as stored; at least 1
 */
public record ImageHeader(ImageFormat format, long width, long height) {

    private static final int BMP_CORE_HEADER_BYTES = 12;

    /**
     * Reads the header of a whole image file.
     *
     * @throws ImageReadException if it is not an image, is damaged or cut within the header, or of a kind that is
     *     known not to decode
     */
    public static ImageHeader of(ByteBuffer file) throws ImageReadException {
        ImageFormat format = ImageFormat.of(file);
        ByteBuffer little = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        try {
            ImageHeader header = switch (format) {
                case JPEG -> JpegHeader.read(file);
                case PNG -> PngChunks.header(file);
                case TIFF -> TiffHeader.read(file);
                case WEBP -> WebpChunks.header(file);
                case GIF -> new ImageHeader(format, unsignedShort(little, 6), unsignedShort(little, 8));
                case BMP -> bmp(little);
                case PNM -> new PnmHeader(file).read();
            };
            if (header.width < 1 || header.height < 1) {
                throw new ImageReadException(
                        "a " + format.title() + " of " + header.width + " x " + header.height + " pixels");
            }
            return header;
        } catch (IndexOutOfBoundsException e) {
            throw new ImageReadException("truncated " + format.title() + ": the file ends within its header", e);
        }
    }

    private static ImageHeader bmp(ByteBuffer file) {
        if (file.getInt(14) == BMP_CORE_HEADER_BYTES) {
            return new ImageHeader(ImageFormat.BMP, unsignedShort(file, 18), unsignedShort(file, 20));
        }
        // A negative height says that the rows run from top to bottom.
        return new ImageHeader(ImageFormat.BMP, file.getInt(18), Math.abs((long) file.getInt(22)));
    }

    private static int unsignedShort(ByteBuffer file, int offset) {
        return Short.toUnsignedInt(file.getShort(offset));
    }
}
