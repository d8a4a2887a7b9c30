package dev.pixio.image.raster;

import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.format.PnmHeader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The samples of a PNM or PAM: shares of the largest value (maxval) that the file states. */
final class PnmRaster {

    private PnmRaster() {}

    /** Whether samples are more than single bits. */
    static boolean supports(ByteBuffer file) {
        return file.get(1) != '1' && file.get(1) != '4';
    }

    static Raster of(ByteBuffer file, RasterDecoder.SizeCheck size) throws ImageReadException {
        PnmHeader header = PnmHeader.of(file);
        size.require(header.width(), header.height(), header.depth());
        int width = (int) header.width();
        int height = (int) header.height();
        // A sample needs at least one byte, so that a short file cannot make a large image.
        if ((long) width * height * header.depth() > file.limit() - header.data()) {
            throw new ImageReadException("truncated PNM: the file ends within its pixels");
        }
        PnmHeader.Words words = new PnmHeader.Words(file, header.data());
        ByteBuffer binary = file.duplicate().order(ByteOrder.BIG_ENDIAN).position(header.data());
        float[][] planes = new float[header.depth()][width * height];
        for (int i = 0; i < width * height; i++) {
            for (float[] plane : planes) {
                long sample = header.isText() ? words.number() : next(binary, header);
                plane[i] = Math.min(sample, header.largest());
            }
        }
        Colors colors = switch (header.depth()) {
            case 1 -> Colors.GREY;
            case 2 -> Colors.GREY_ALPHA;
            case 3 -> Colors.RGB;
            default -> Colors.RGB_ALPHA;
        };
        return new Raster(width, height, colors, SampleRange.unsigned(header.largest()), planes);
    }

    private static long next(ByteBuffer binary, PnmHeader header) throws ImageReadException {
        if (binary.remaining() < header.sampleBytes()) {
            throw new ImageReadException("truncated PNM: the file ends within its pixels");
        }
        return header.sampleBytes() == 2 ? Short.toUnsignedInt(binary.getShort()) : Byte.toUnsignedInt(binary.get());
    }
}
