package dev.pixio.dicom.pixel;

import dev.pixio.dicom.part10.ImageAttributes;
import dev.pixio.image.ImageDecoder;
import dev.pixio.image.format.ImageReadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;

/** Decodes frames by FFmpeg, whose readers of these formats take up to 16 bits. */
final class FfmpegFrame {

    /** The formats, and whether numbers fill the highest bits of their memory. */
    enum Format {
        /** Numbers fill the highest bits. */
        JPEG(avcodec.AV_CODEC_ID_MJPEG, true),
        JPEG_LS(avcodec.AV_CODEC_ID_JPEGLS, false),
        /** Numbers fill the highest bits. */
        JPEG_2000(avcodec.AV_CODEC_ID_JPEG2000, true);

        private final int codec;
        private final boolean highest;

        Format(int codec, boolean highest) {
            this.codec = codec;
            this.highest = highest;
        }
    }

    private static final String DAMAGED = "truncated or damaged ";

    private FfmpegFrame() {}

    /**
     * The planes of a frame, with the numbers as the codestream has them: without a sign.
     *
     * @param bits of a number
     */
    static int[][] planes(ImageAttributes image, Format format, byte[] bytes, int bits, ImageDecoder limits)
            throws ImageReadException {
        try {
            avutil.av_log_set_level(avutil.AV_LOG_QUIET); // its messages have no name of a file
            return decoded(image, format, bytes, bits, limits);
        } catch (LinkageError e) {
            throw new ImageReadException(
                    "FFmpeg, which reads " + image.syntax().title() + ", cannot be loaded on this system", e);
        }
    }

    private static int[][] decoded(ImageAttributes image, Format format, byte[] bytes, int bits, ImageDecoder limits)
            throws ImageReadException {
        AVCodec codec = avcodec.avcodec_find_decoder(format.codec);
        AVCodecContext decoder = avcodec.avcodec_alloc_context3(codec);
        AVPacket packet = avcodec.av_packet_alloc();
        AVFrame frame = avutil.av_frame_alloc();
        try {
            decoder.thread_count(1); // images are read by several threads
            decoder.max_pixels(limits.maxPixels());
            decoder.err_recognition(avcodec.AV_EF_EXPLODE);
            require(image, avcodec.avcodec_open2(decoder, codec, (AVDictionary) null));
            if (avcodec.av_new_packet(packet, bytes.length) < 0) {
                throw new OutOfMemoryError("a frame of " + bytes.length + " bytes");
            }
            packet.data().put(bytes);
            require(image, avcodec.avcodec_send_packet(decoder, packet));
            require(image, avcodec.avcodec_receive_frame(decoder, frame));
            if (frame.decode_error_flags() != 0 || (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0) {
                throw new ImageReadException(DAMAGED + image.syntax().title());
            }
            StoredPixels.requireSize(image, frame.width(), frame.height());
            return planes(image, frame, format, bits);
        } finally {
            avutil.av_frame_free(frame);
            avcodec.av_packet_free(packet);
            avcodec.avcodec_free_context(decoder);
        }
    }

    private static void require(ImageAttributes image, int result) throws ImageReadException {
        if (result < 0) {
            throw new ImageReadException(DAMAGED + image.syntax().title());
        }
    }

    /** Copies the numbers. Those of lossless JPEG with three components, whose layout begins with blue, fill the lowest bits. */
    private static int[][] planes(ImageAttributes image, AVFrame frame, Format format, int bits)
            throws ImageReadException {
        Layout layout = Layout.of(image, frame.format());
        int unused = 8 * layout.bytes - bits;
        if (unused < 0) {
            throw new ImageReadException(image.syntax().title() + " of " + bits + " bits is not read with "
                    + layout.samples + " components");
        }
        int width = frame.width();
        int[][] planes = new int[layout.samples][width * frame.height()];
        int shift = format.highest && !layout.reversed ? unused : 0;
        BytePointer memory = frame.data(0);
        memory.capacity((long) frame.linesize(0) * frame.height());
        ByteBuffer rows = memory.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        for (int y = 0, pixel = 0; y < frame.height(); y++) {
            int at = y * frame.linesize(0);
            for (int x = 0; x < width; x++, pixel++) {
                for (int sample = 0; sample < layout.samples; sample++, at += layout.bytes) {
                    int number = layout.bytes == 1 ? rows.get(at) & 0xFF : rows.getShort(at) & 0xFFFF;
                    planes[layout.reversed ? layout.samples - 1 - sample : sample][pixel] = number >> shift;
                }
            }
        }
        return planes;
    }

    /**
     * Where the numbers of a pixel are.
     *
     * @param samples of a pixel, which follow each other
     * @param bytes of a number
     * @param reversed whether blue is the first
     */
    private record Layout(int samples, int bytes, boolean reversed) {

        static Layout of(ImageAttributes image, int format) throws ImageReadException {
            Layout layout = switch (format) {
                case avutil.AV_PIX_FMT_GRAY8 -> new Layout(1, 1, false);
                case avutil.AV_PIX_FMT_GRAY16LE -> new Layout(1, 2, false);
                case avutil.AV_PIX_FMT_RGB24 -> new Layout(3, 1, false);
                case avutil.AV_PIX_FMT_BGR24 -> new Layout(3, 1, true);
                case avutil.AV_PIX_FMT_RGB48LE -> new Layout(3, 2, false);
                case avutil.AV_PIX_FMT_BGR48LE -> new Layout(3, 2, true);
                default -> new Layout(0, 0, false);
            };
            if (layout.samples != image.samples()) {
                throw new ImageReadException("a frame of " + image.syntax().title() + " has colours that are not read");
            }
            return layout;
        }
    }
}
