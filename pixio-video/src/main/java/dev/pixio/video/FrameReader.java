package dev.pixio.video;

import dev.pixio.image.RgbImage;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** Decodes frames of a video at their times. Used by one thread at a time. */
final class FrameReader implements AutoCloseable {

    /** Times before the seeked one that are tried, where a seek ends after it. */
    private static final int MOST_STEPS = 8;

    /** Frames that are damaged, with none between them, until the rest of a video is given up. */
    private static final int MOST_ERRORS = 10_000;

    private final OpenVideo video;
    private final AVCodecContext decoder;
    private final AVFrame frame;
    private final FramePixels pixels;
    private long last = Long.MIN_VALUE; // time of the frame
    private boolean ended;

    private FrameReader(OpenVideo video, AVCodecContext decoder, FramePixels pixels) {
        this.video = video;
        this.decoder = decoder;
        this.frame = avutil.av_frame_alloc();
        this.pixels = pixels;
    }

    static FrameReader of(Path file, long maxPixels) throws VideoException {
        OpenVideo video = OpenVideo.of(file);
        try {
            AVCodec codec =
                    avcodec.avcodec_find_decoder(video.stream().codecpar().codec_id());
            if (codec == null || codec.isNull()) {
                throw new VideoException("the codec of the video is not supported");
            }
            AVCodecContext decoder = avcodec.avcodec_alloc_context3(codec);
            try {
                VideoException.check(
                        avcodec.avcodec_parameters_to_context(
                                decoder, video.stream().codecpar()),
                        "the video is damaged");
                decoder.thread_count(1); // images are read by several threads
                decoder.max_pixels(maxPixels);
                decoder.pkt_timebase(video.stream().time_base());
                VideoException.check(
                        avcodec.avcodec_open2(decoder, codec, (AVDictionary) null), "the codec of the video");
                return new FrameReader(video, decoder, FramePixels.of(video.stream(), maxPixels));
            } catch (VideoException | RuntimeException e) {
                avcodec.avcodec_free_context(decoder);
                throw e;
            }
        } catch (VideoException | RuntimeException e) {
            video.close();
            throw e;
        }
    }

    /** Whether a frame is reached by decoding on, without passing over a key frame. */
    boolean isBefore(long time, VideoIndex index) {
        return !ended && last < time && last >= index.keyFrame(time);
    }

    /** The frame that is shown at a time, which is that of a frame. */
    RgbImage read(long time, VideoIndex index) throws VideoException {
        if (!isBefore(time, index)) {
            seek(time, index);
        }
        decodeTo(time);
        if (last != time && index.isDecoded()) { // as the index was made
            restart(Long.MIN_VALUE);
            decodeTo(time);
        }
        if (last != time || ended) {
            throw new VideoException(
                    last == Long.MIN_VALUE ? "no frame of the video can be decoded" : "the frame cannot be decoded");
        }
        if (frame.decode_error_flags() != 0 || (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0) {
            throw new VideoException("the frame is damaged, or one that it depends on");
        }
        return pixels.image(frame);
    }

    private void decodeTo(long time) throws VideoException {
        boolean more = true;
        while (last < time && more) {
            more = next();
        }
    }

    /** Continues with the last key frame that is not after a time, or else with the first frame. */
    private void restart(long time) throws VideoException {
        video.seek(time);
        avcodec.avcodec_flush_buffers(decoder);
        ended = false;
        last = Long.MIN_VALUE;
    }

    /** Moves to a frame that is not after a time: some containers and codecs seek to one after the key frame. */
    private void seek(long time, VideoIndex index) throws VideoException {
        long target = index.keyFrame(time);
        for (int step = 0; step < MOST_STEPS; step++) {
            restart(target);
            if (next() && last <= time) {
                return;
            }
            long before = index.keyFrame(target - 1);
            if (before >= target) {
                return;
            }
            target = before;
        }
    }

    /** The time of the frame that was decoded last, in units of the stream. */
    long time() {
        return last;
    }

    /** Decodes the next frame; false at the end. */
    boolean next() throws VideoException {
        for (int errors = 0; !ended; ) {
            int received = avcodec.avcodec_receive_frame(decoder, frame);
            if (received == 0) {
                long time = frame.best_effort_timestamp();
                last = time == avutil.AV_NOPTS_VALUE ? last + Math.max(1, frame.duration()) : time;
                return true;
            }
            if (received != avutil.AVERROR_EAGAIN()) {
                ended = received == avutil.AVERROR_EOF() || ++errors == MOST_ERRORS;
                continue; // the decoder has left the damaged frame behind
            }
            @Nullable AVPacket packet = video.next();
            int sent = avcodec.avcodec_send_packet(decoder, packet);
            if (packet == null && sent < 0) {
                ended = true;
            } // a packet that is damaged has no frame; those after it may have
        }
        return false;
    }

    @Override
    public void close() {
        pixels.close();
        avutil.av_frame_free(frame);
        avcodec.avcodec_free_context(decoder);
        video.close();
    }
}
