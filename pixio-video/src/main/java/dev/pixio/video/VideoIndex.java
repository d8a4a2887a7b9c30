package dev.pixio.video;

import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * The times of the chosen frames of a video. The packets of a file are read once for it, and not decoded: containers do not tell the times of all
 * frames in one place, and rates that they state are often not those of the frames. If packets have no times of display, as in AVI with B-frames, the
 * video is decoded once.
 */
final class VideoIndex {

    /** Nine days at 20 frames a second; more are not believed. */
    private static final int MOST_FRAMES = 1 << 24;

    private static final double MILLI = 1e3;
    private static final double MICRO = 1e6;

    private final long[] times; // in units of the stream, as those of key frames
    private final long[] keyFrames;
    private final long[] names; // in milliseconds after the start of the file, or in microseconds
    private final String unitOfNames;
    private final boolean decoded;
    private final String damage;

    private VideoIndex(long[] times, long[] keyFrames, double[] seconds, boolean decoded, String damage) {
        this.damage = damage;
        this.times = times;
        this.keyFrames = keyFrames;
        this.decoded = decoded;
        long[] millis = rounded(seconds, MILLI);
        boolean distinct = Arrays.stream(millis).distinct().count() == millis.length;
        this.names = distinct ? millis : rounded(seconds, MICRO);
        this.unitOfNames = distinct ? "ms" : "us";
    }

    private static long[] rounded(double[] seconds, double perSecond) {
        return Arrays.stream(seconds)
                .mapToLong(second -> Math.round(second * perSecond))
                .toArray();
    }

    /**
     * Reads the packets of a file.
     *
     * @throws VideoException in one line: the file is no video, or has no frames
     */
    static VideoIndex of(Path file, FrameChoice choice, long maxPixels) throws VideoException {
        try (OpenVideo video = OpenVideo.of(file)) {
            Times frames = new Times();
            Times keys = new Times();
            PacketTally tally = new PacketTally();
            boolean incomplete = false;
            for (@Nullable AVPacket packet = video.next(); packet != null; packet = video.next()) {
                boolean known = packet.pts() != avutil.AV_NOPTS_VALUE;
                long time = known ? packet.pts() : packet.dts();
                if (!tally.add(packet, time)
                        || time == avutil.AV_NOPTS_VALUE
                        || (packet.flags() & avcodec.AV_PKT_FLAG_DISCARD) != 0) {
                    continue;
                }
                incomplete |= !known;
                frames.add(time);
                if ((packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0) {
                    keys.add(time);
                }
            }
            String damage = tally.damage(video);
            if (frames.count == 0) {
                throw new VideoException(damage.isEmpty() ? "it has no frames" : damage);
            }
            return of(incomplete ? decoded(file, maxPixels) : frames, keys, video, choice, incomplete, damage);
        }
    }

    private static Times decoded(Path file, long maxPixels) throws VideoException {
        Times frames = new Times();
        try (FrameReader reader = FrameReader.of(file, maxPixels)) {
            while (reader.next()) {
                frames.add(reader.time());
            }
        }
        return frames;
    }

    private static VideoIndex of(
            Times all, Times keyFrames, OpenVideo video, FrameChoice choice, boolean decoded, String damage)
            throws VideoException {
        long[] frames = all.sorted();
        long[] keys = keyFrames.sorted();
        long start = video.start();
        double unit = video.unit();
        if (frames.length == 0) {
            throw new VideoException("it has no frames");
        }
        double[] seconds =
                Arrays.stream(frames).mapToDouble(time -> (time - start) * unit).toArray();
        int[] chosen = choice.of(seconds);
        return new VideoIndex(
                Arrays.stream(chosen).mapToLong(frame -> frames[frame]).toArray(),
                keys.length == 0 ? new long[] {frames[0]} : keys,
                Arrays.stream(chosen).mapToDouble(frame -> seconds[frame]).toArray(),
                decoded,
                damage);
    }

    /** Times that are collected in any order. */
    private static final class Times {

        private long[] times = new long[256];
        private int count;

        void add(long time) throws VideoException {
            if (count == MOST_FRAMES) {
                throw new VideoException("it has more than " + MOST_FRAMES + " frames");
            }
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = time;
        }

        long[] sorted() {
            return Arrays.stream(times, 0, count).sorted().distinct().toArray();
        }
    }

    /** Whether the times were found by decoding, because packets do not have them. */
    boolean isDecoded() {
        return decoded;
    }

    /** Why frames of the video are missing; empty if none is known to be. */
    String damage() {
        return damage;
    }

    /** Number of chosen frames. */
    int size() {
        return times.length;
    }

    /** The time of a chosen frame in units of the stream. */
    long time(int frame) {
        return times[frame];
    }

    /** The time of a chosen frame after the start of the file, with its unit. */
    String name(int frame) {
        return names[frame] + unitOfNames;
    }

    /** The time of the last key frame that is not after a time, or else of the first. */
    long keyFrame(long time) {
        int found = Arrays.binarySearch(keyFrames, time);
        int last = found >= 0 ? found : -found - 2;
        return keyFrames[Math.max(0, last)];
    }
}
