package dev.pixio.video;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/** An open video file and its packets of the best video stream. Used by one thread at a time; native memory is freed by {@link #close}. */
final class OpenVideo implements AutoCloseable {

    /** Containers of videos. Playlists, which are containers for FFmpeg as well, would open other files. */
    private static final String CONTAINERS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi";

    /** The time that programs write to streams of Matroska. */
    private static final Pattern DURATION = Pattern.compile("(\\d{1,4}):(\\d\\d):(\\d\\d(?:\\.\\d{1,9})?)");

    static {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET); // its messages have no name of a file
    }

    private final AVFormatContext container;
    private final AVPacket packet;
    private final int stream;
    private Optional<VideoException> failure = Optional.empty();

    private OpenVideo(AVFormatContext container, AVPacket packet, int stream) {
        this.container = container;
        this.packet = packet;
        this.stream = stream;
    }

    static OpenVideo of(Path file) throws VideoException {
        AVFormatContext container = new AVFormatContext(null);
        AVDictionary options = new AVDictionary(null);
        avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
        avutil.av_dict_set(options, "format_whitelist", CONTAINERS, 0);
        int opened = avformat.avformat_open_input(container, "file:" + file.toAbsolutePath(), null, options);
        avutil.av_dict_free(options);
        VideoException.check(opened, "not a video that can be read"); // the container is freed then
        try {
            VideoException.check(
                    avformat.avformat_find_stream_info(container, (AVDictionary) null), "not a video that can be read");
            int stream = avformat.av_find_best_stream(
                    container, avutil.AVMEDIA_TYPE_VIDEO, -1, -1, (PointerPointer<?>) null, 0);
            if (stream < 0) {
                throw new VideoException("it has no video stream");
            }
            for (int i = 0; i < container.nb_streams(); i++) {
                if (i != stream) {
                    container.streams(i).discard(avcodec.AVDISCARD_ALL);
                }
            }
            return new OpenVideo(container, avcodec.av_packet_alloc(), stream);
        } catch (VideoException | RuntimeException e) {
            avformat.avformat_close_input(container);
            throw e;
        }
    }

    AVStream stream() {
        return container.streams(stream);
    }

    /** Seconds of a unit of the time of packets and frames. */
    double unit() {
        AVRational base = stream().time_base();
        return (double) base.num() / base.den();
    }

    /** The time at which the file begins, in units; times are given after it, as by the program ffmpeg. */
    long start() {
        long start = container.start_time();
        return start == avutil.AV_NOPTS_VALUE ? 0 : Math.round(start / (double) avutil.AV_TIME_BASE / unit());
    }

    /** The next packet of the stream, valid until the next call; null at the end, or where the file is damaged. */
    @Nullable
    AVPacket next() {
        while (true) {
            avcodec.av_packet_unref(packet);
            int read = avformat.av_read_frame(container, packet);
            if (read < 0) {
                failure = read == avutil.AVERROR_EOF()
                        ? Optional.empty()
                        : Optional.of(VideoException.of(read, "it cannot be read to its end"));
                return null;
            }
            if (packet.stream_index() == stream) {
                return packet;
            }
        }
    }

    /** Why there are no further packets, although the file has not ended. */
    Optional<VideoException> failure() {
        return failure;
    }

    /** Number of frames that the file declares, or 0. */
    long declaredFrames() {
        return stream().nb_frames();
    }

    /** Seconds from the start of the file to the end of the stream that the file declares. */
    OptionalDouble declaredSeconds() {
        AVDictionaryEntry tag = avutil.av_dict_get(stream().metadata(), "DURATION", null, 0);
        if (tag != null && !tag.isNull()) {
            Matcher time = DURATION.matcher(tag.value().getString());
            if (time.matches()) {
                return OptionalDouble.of(3600 * Double.parseDouble(time.group(1))
                        + 60 * Double.parseDouble(time.group(2))
                        + Double.parseDouble(time.group(3)));
            }
        }
        // Of several streams the sound may be longer.
        return container.nb_streams() > 1 || container.duration() == avutil.AV_NOPTS_VALUE
                ? OptionalDouble.empty()
                : OptionalDouble.of(container.duration() / (double) avutil.AV_TIME_BASE);
    }

    /** Continues with the last key frame that is not after a time, in units. */
    void seek(long time) throws VideoException {
        int before = avformat.av_seek_frame(container, stream, time, avformat.AVSEEK_FLAG_BACKWARD);
        if (before < 0) { // nothing is before the time: the first frame after it
            VideoException.check(avformat.av_seek_frame(container, stream, time, 0), "seeking failed");
        }
    }

    @Override
    public void close() {
        avcodec.av_packet_free(packet);
        avformat.avformat_close_input(container);
    }
}
