package dev.pixio.video;

import java.util.Locale;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/** Compares the packets that a file has with what it declares: a file that is cut off ends as others do. */
final class PacketTally {

    /** Frames that may be missing: some programs count a few too many. */
    private static final int FEW_FRAMES = 2;

    private static final double FEW = 0.05;
    private static final double FEW_SECONDS = 0.5;

    private long packets;
    private long incomplete;
    private long last = Long.MIN_VALUE; // end of the last packet
    private long longest; // from one packet to the next
    private long previous = Long.MIN_VALUE;

    /** Counts a packet; false if the file ends within it, or it is damaged. */
    boolean add(AVPacket packet, long time) {
        if ((packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0) {
            incomplete++;
            return false;
        }
        packets++;
        if (time != avutil.AV_NOPTS_VALUE) {
            longest = previous == Long.MIN_VALUE ? longest : Math.max(longest, Math.abs(time - previous));
            previous = time;
            last = Math.max(last, time + Math.max(0, packet.duration()));
        }
        return true;
    }

    /** What is missing, in words to follow the name of the file; empty if nothing is. */
    String damage(OpenVideo video) {
        if (video.failure().isPresent()) {
            return String.valueOf(video.failure().get().getMessage());
        }
        long declared = video.declaredFrames();
        if (packets < declared && declared - packets > Math.max(FEW_FRAMES, FEW * declared)) {
            return String.format(Locale.ROOT, "it is cut off: it has %,d of %,d frames", packets, declared);
        }
        OptionalDouble seconds = video.declaredSeconds();
        double end = last == Long.MIN_VALUE ? 0 : (last - video.start()) * video.unit();
        if (seconds.isPresent() && seconds.getAsDouble() - end > allowed(seconds.getAsDouble(), video.unit())) {
            return String.format(
                    Locale.ROOT, "it is cut off: it ends after %.1f of %.1f seconds", end, seconds.getAsDouble());
        }
        return incomplete == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "it is damaged or cut off: %,d frame%s of it %s incomplete",
                        incomplete,
                        incomplete == 1 ? "" : "s",
                        incomplete == 1 ? "is" : "are");
    }

    /** The last packet may not say how long it is. */
    private double allowed(double seconds, double unit) {
        return Math.max(Math.max(FEW_SECONDS, FEW * seconds), 2 * longest * unit);
    }
}
