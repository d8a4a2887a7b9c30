package dev.pixio.image.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Format and size of an image file, read without decoding, so that a small file that declares a billion pixels can be
 * refused before memory is allocated.
 *
 * @param format detected from the content
 * @param width in pixels, as stored, before EXIF rotation; at least 1
 * @param height in pixels, as stored; at least 1
 */
public record ImageHeader(ImageFormat format, long width, long height) {

    /** OpenCV's limit of rows and columns, and ours: a row is held in memory several times. */
    static final long MAX_LENGTH = 1 << 20;

    private static final int BMP_CORE_HEADER_BYTES = 12;

    /**
     * Reads the header of a whole image file.
     *
     * @param file all bytes of the file
     * @throws ImageReadException if the file is not an image, is damaged or truncated in the header, or is of a variant
     *     that is not supported
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
                case GIF -> gif(GifHeader.of(file));
                case BMP -> bmp(little);
                case PNM -> PnmHeader.of(file).size();
            };
            if (header.width < 1 || header.height < 1) {
                throw new ImageReadException(
                        "a " + format.title() + " of " + header.width + " x " + header.height + " pixels");
            }
            requireSupportedSize(header);
            return header;
        } catch (IndexOutOfBoundsException e) {
            throw new ImageReadException("truncated " + format.title() + ": the file ends within its header", e);
        }
    }

    /** The limits of OpenCV's readers; a TIFF may be higher. */
    static void requireSupportedSize(ImageHeader header) throws ImageReadException {
        long height = header.format == ImageFormat.TIFF ? 0 : header.height;
        if (Math.max(header.width, height) > MAX_LENGTH) {
            throw new ImageReadException("a " + header.format.title() + " of " + header.width + " x " + header.height
                    + " pixels; rows and columns of at most " + MAX_LENGTH + " are supported");
        }
    }

    private static ImageHeader gif(GifHeader gif) {
        boolean empty = gif.frameWidth() < 1 || gif.frameHeight() < 1;
        return new ImageHeader(ImageFormat.GIF, empty ? 0 : gif.width(), empty ? 0 : gif.height());
    }

    private static ImageHeader bmp(ByteBuffer file) throws ImageReadException {
        int bits = file.getInt(14) == BMP_CORE_HEADER_BYTES ? file.getShort(24) : file.getShort(28);
        if (bits == 2 || bits == 64) {
            throw new ImageReadException("a BMP with " + bits + " bits per pixel, which is not supported");
        }
        if (file.getInt(14) == BMP_CORE_HEADER_BYTES) {
            return new ImageHeader(ImageFormat.BMP, unsignedShort(file, 18), unsignedShort(file, 20));
        }
        // A negative height means that rows are stored from top to bottom.
        return new ImageHeader(ImageFormat.BMP, file.getInt(18), Math.abs((long) file.getInt(22)));
    }

    private static int unsignedShort(ByteBuffer file, int offset) {
        return Short.toUnsignedInt(file.getShort(offset));
    }
}
