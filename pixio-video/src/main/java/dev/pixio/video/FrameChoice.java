package dev.pixio.video;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Which frames of a video are images. */
public sealed interface FrameChoice {

    /** Used where none is given: one frame a second. */
    FrameChoice DEFAULT = new Rate(1);

    /**
     * Frames by their number: the first, and then each after so many.
     *
     * @param stride at least 1
     */
    record Every(int stride) implements FrameChoice {

        public Every {
            if (stride < 1) {
                throw new IllegalArgumentException("every needs a number of frames, at least 1, not " + stride);
            }
        }

        @Override
        public int[] of(double[] seconds) {
            int[] chosen = new int[(int) ((seconds.length - 1L + stride) / stride)];
            Arrays.setAll(chosen, i -> i * stride);
            return chosen;
        }

        @Override
        public String toString() {
            return "every:" + stride;
        }
    }

    /**
     * So many frames a second: for each multiple of the time between two, the first frame that is not before it.
     *
     * @param perSecond greater than 0
     */
    record Rate(double perSecond) implements FrameChoice {

        public Rate {
            if (!(perSecond > 0 && Double.isFinite(perSecond))) {
                throw new IllegalArgumentException("fps needs a number of frames greater than 0, not " + perSecond);
            }
        }

        @Override
        public int[] of(double[] seconds) {
            int[] chosen = new int[seconds.length];
            int count = 0;
            double next = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < seconds.length; i++) {
                if (seconds[i] + TOLERANCE >= next) {
                    chosen[count++] = i;
                    next = (Math.floor((seconds[i] + TOLERANCE) * perSecond) + 1) / perSecond;
                }
            }
            return Arrays.copyOf(chosen, count);
        }

        @Override
        public String toString() {
            return "fps:" + BigDecimal.valueOf(perSecond).stripTrailingZeros().toPlainString();
        }
    }

    /**
     * The first frame that is not before each of several times.
     *
     * @param seconds after the start, at least one, ascending
     */
    record Times(List<Double> seconds) implements FrameChoice {

        public Times {
            seconds = List.copyOf(seconds);
            for (int i = 0; i < seconds.size(); i++) {
                double time = seconds.get(i);
                if (!(time >= 0 && Double.isFinite(time))) {
                    throw new IllegalArgumentException("at needs times in seconds from 0 on, not " + time);
                }
                if (i > 0 && time <= seconds.get(i - 1)) {
                    throw new IllegalArgumentException(
                            "the times of at must ascend: " + time + " follows " + seconds.get(i - 1));
                }
            }
        }

        @Override
        public int[] of(double[] frames) {
            List<Integer> chosen = new ArrayList<>();
            int frame = 0;
            for (double time : seconds) {
                while (frame < frames.length && frames[frame] + TOLERANCE < time) {
                    frame++;
                }
                if (frame < frames.length && (chosen.isEmpty() || chosen.get(chosen.size() - 1) != frame)) {
                    chosen.add(frame);
                }
            }
            return chosen.stream().mapToInt(Integer::intValue).toArray();
        }

        @Override
        public String toString() {
            return "at:"
                    + String.join(
                            "+",
                            seconds.stream()
                                    .map(time -> BigDecimal.valueOf(time)
                                            .stripTrailingZeros()
                                            .toPlainString())
                                    .toList());
        }
    }

    /** In seconds; times of frames are rounded, in some files to milliseconds. */
    double TOLERANCE = 0.0005;

    /**
     * The numbers of the frames.
     *
     * @param seconds the times of all frames, ascending
     */
    int[] of(double[] seconds);

    /** What {@link #parse} understands. */
    Pattern SYNTAX = Pattern.compile("(every|fps|at):([0-9.+]+)");

    /**
     * A choice as users write it: {@code every:30}, {@code fps:0.5} or {@code at:0.5+3.2}.
     *
     * @throws IllegalArgumentException in one line: it is none
     */
    static FrameChoice parse(String text) {
        var matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw unknown(text);
        }
        try {
            return switch (matcher.group(1)) {
                case "every" -> new Every(Integer.parseInt(matcher.group(2)));
                case "fps" -> new Rate(Double.parseDouble(matcher.group(2)));
                default ->
                    new Times(Arrays.stream(matcher.group(2).split("\\+", -1))
                            .map(Double::parseDouble)
                            .toList());
            };
        } catch (NumberFormatException e) {
            throw unknown(text);
        }
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException(
                "the frames of a video are chosen by every:30, fps:0.5 or at:0.5+3.2, not by " + text);
    }
}
