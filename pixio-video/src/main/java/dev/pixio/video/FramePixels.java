package dev.pixio.video;

import dev.pixio.image.RgbImage;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/** Converts decoded frames to upright RGB images. Used by one thread at a time. */
final class FramePixels implements AutoCloseable {

    /** Without the last two, pixels depend on the instructions of the processor. */
    private static final int FLAGS = swscale.SWS_BICUBIC | swscale.SWS_ACCURATE_RND | swscale.SWS_BITEXACT;

    /** Pixels that are written at once, or a multiple of their number. */
    private static final int BLOCK = 32;

    private final int turns; // of 90 degrees, clockwise
    private final long maxPixels;
    private @Nullable SwsContext conversion;

    private FramePixels(int turns, long maxPixels) {
        this.turns = turns;
        this.maxPixels = maxPixels;
    }

    static FramePixels of(AVStream stream, long maxPixels) {
        int turns = 0;
        AVPacketSideData data = avcodec.av_packet_side_data_get(
                stream.codecpar().coded_side_data(),
                stream.codecpar().nb_coded_side_data(),
                avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        if (data != null && !data.isNull() && data.size() >= 9 * Integer.BYTES) {
            double anticlockwise = avutil.av_display_rotation_get(new IntPointer(data.data()));
            turns = Double.isNaN(anticlockwise) ? 0 : Math.floorMod(Math.round(-anticlockwise / 90), 4);
        }
        return new FramePixels(turns, maxPixels);
    }

    /** The pixels as the program ffmpeg converts them. */
    RgbImage image(AVFrame frame) throws VideoException {
        int width = frame.width();
        int height = frame.height();
        if (width < 1 || height < 1 || width > maxPixels / height) {
            throw new VideoException(width + " x " + height + " pixels exceed the limit of " + maxPixels);
        }
        SwsContext context = swscale.sws_getCachedContext(
                conversion,
                width,
                height,
                frame.format(),
                width,
                height,
                avutil.AV_PIX_FMT_RGB24,
                FLAGS,
                null,
                null,
                (DoublePointer) null);
        if (context == null || context.isNull()) {
            conversion = null;
            throw new VideoException("the pixels of the video are not supported");
        }
        conversion = context;
        setColours(context, frame);
        return upright(converted(context, frame));
    }

    /** Its rows are longer than the image, because libswscale writes blocks of pixels, and leaves out one that does not fit. */
    private static RgbImage converted(SwsContext context, AVFrame frame) throws VideoException {
        int padded = (frame.width() + BLOCK - 1) / BLOCK * BLOCK;
        try (Mat memory = new Mat(frame.height(), padded, opencv_core.CV_8UC3);
                PointerPointer<?> rows = new PointerPointer<>(4);
                IntPointer strides = new IntPointer((int) memory.step1(), 0, 0, 0)) {
            rows.put(0, memory.data());
            VideoException.check(
                    swscale.sws_scale(context, frame.data(), frame.linesize(), 0, frame.height(), rows, strides),
                    "converting the frame failed");
            return RgbImage.ofMat(memory.colRange(0, frame.width()));
        }
    }

    /** Matrix and range of the frame, which the conversion does not know by itself. */
    private static void setColours(SwsContext context, AVFrame frame) {
        int matrix = frame.colorspace() == avutil.AVCOL_SPC_UNSPECIFIED ? swscale.SWS_CS_DEFAULT : frame.colorspace();
        int full = frame.color_range() == avutil.AVCOL_RANGE_JPEG ? 1 : 0;
        IntPointer from = swscale.sws_getCoefficients(matrix);
        swscale.sws_setColorspaceDetails(
                context, from, full, swscale.sws_getCoefficients(swscale.SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
    }

    private RgbImage upright(RgbImage stored) {
        if (turns == 0) {
            return stored;
        }
        try (stored;
                Mat from = new Mat(
                        stored.height(), stored.width(), opencv_core.CV_8UC3, stored.data(), stored.rowBytes())) {
            Mat to = new Mat();
            opencv_core.rotate(
                    from,
                    to,
                    turns == 1
                            ? opencv_core.ROTATE_90_CLOCKWISE
                            : turns == 2 ? opencv_core.ROTATE_180 : opencv_core.ROTATE_90_COUNTERCLOCKWISE);
            return RgbImage.ofMat(to);
        }
    }

    @Override
    public void close() {
        if (conversion != null) {
            swscale.sws_freeContext(conversion);
        }
    }
}
