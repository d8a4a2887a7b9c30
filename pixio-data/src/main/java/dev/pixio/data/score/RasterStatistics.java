package dev.pixio.data.score;

import dev.pixio.data.ImageSource;
import dev.pixio.data.OrderedTasks;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Mean, standard deviation and percentiles of each channel over all pixels of images of any number of channels, after scaling, in one pass.
 * They do not depend on the number of threads. Percentiles are exact for integers of 8 and 16 bits that are scaled by their range; otherwise
 * they are within 1/131070 between 0 and 1, and within 0.1 % outside.
 */
public final class RasterStatistics implements ChannelFigures {

    private static final int LEVELS = 1 << 16;

    /** Bits of a float that are dropped to count numbers outside of 0 to 1: 12 bits of its fraction are kept. */
    private static final int DROPPED_BITS = 11;

    private final List<Channel> channels = new ArrayList<>();
    private final List<long[]> levels = new ArrayList<>(); // of each channel, of numbers in 0 to 1
    private long images;
    private long unreadable;
    private String reason = "";

    private RasterStatistics() {}

    /**
     * Reads all images of a source.
     *
     * @param input which channels and which scale they must have
     * @param progress receives the number of images that are done, after each
     */
    public static RasterStatistics of(ImageSource source, ImageInput input, int threads, LongConsumer progress)
            throws InterruptedException {
        RasterStatistics all = new RasterStatistics();
        new OrderedTasks("pixio-stats", threads)
                .run(0, source.size(), index -> measured(source, index, input), image -> {
                    all.add(image);
                    progress.accept(all.images + all.unreadable);
                });
        return all;
    }

    /** The channels of an image, or why it cannot be read. */
    private record Measured(List<Channel> channels, String failure) {}

    private static Measured measured(ImageSource source, long index, ImageInput input) {
        try {
            Raster image = source.raster(index, input);
            List<Channel> channels = new ArrayList<>();
            for (float[] plane : image.planes()) {
                channels.add(new Channel(plane));
            }
            return new Measured(channels, "");
        } catch (ImageReadException e) {
            return new Measured(List.of(), source.name(index) + ": " + e.reason());
        }
    }

    private void add(Measured image) {
        if (image.channels.isEmpty()) {
            unreadable++;
            reason = reason.isEmpty() ? image.failure : reason;
        } else {
            images++;
            for (int i = 0; i < image.channels.size(); i++) {
                Channel channel = image.channels.get(i);
                if (images == 1) {
                    channels.add(channel);
                    levels.add(new long[LEVELS]);
                } else {
                    channels.get(i).add(channel);
                }
                channel.addLevels(levels.get(i));
            }
        }
    }

    @Override
    public long images() {
        return images;
    }

    @Override
    public long unreadable() {
        return unreadable;
    }

    @Override
    public Optional<String> firstUnreadable() {
        return Optional.of(reason).filter(text -> !text.isEmpty());
    }

    @Override
    public long pixels() {
        return channels.isEmpty() ? 0 : channels.get(0).pixels;
    }

    @Override
    public List<Double> mean() {
        return each(channel -> channel.mean);
    }

    @Override
    public List<Double> deviation() {
        return each(channel -> Math.sqrt(channel.squares / channel.pixels));
    }

    @Override
    public List<Double> percentile(double percent) {
        return IntStream.range(0, channels.size())
                .mapToObj(i -> channels.get(i).percentile(percent, levels.get(i)))
                .toList();
    }

    private List<Double> each(ToDoubleFunction<Channel> figure) {
        return channels.stream().map(figure::applyAsDouble).toList();
    }

    /** The numbers of one channel. */
    private static final class Channel {

        private final int[] found; // levels of numbers in 0 to 1
        private final int[] counts; // of each
        private final TreeMap<Float, Long> outside = new TreeMap<>();
        private long pixels;
        private double mean;
        private double squares; // of the differences from the mean, summed

        Channel(float[] plane) {
            pixels = plane.length;
            double sum = 0;
            int[] all = new int[LEVELS];
            for (float value : plane) {
                sum += value;
                if (value >= 0 && value <= 1) {
                    all[Math.round(value * (LEVELS - 1))]++;
                } else {
                    outside.merge(rounded(value), 1L, Long::sum);
                }
            }
            found = IntStream.range(0, LEVELS).filter(level -> all[level] > 0).toArray();
            counts = IntStream.of(found).map(level -> all[level]).toArray();
            mean = sum / pixels;
            for (float value : plane) {
                squares += (value - mean) * (value - mean);
            }
        }

        private static float rounded(float value) {
            int half = 1 << (DROPPED_BITS - 1);
            return Float.intBitsToFloat((Float.floatToIntBits(value) >> DROPPED_BITS << DROPPED_BITS) + half);
        }

        /** By the formula of Chan, Golub and LeVeque (1979), which is stable. */
        void add(Channel other) {
            long all = pixels + other.pixels;
            double difference = other.mean - mean;
            squares += other.squares + difference * difference * pixels * other.pixels / all;
            mean += difference * other.pixels / all;
            pixels = all;
            other.outside.forEach((value, count) -> outside.merge(value, count, Long::sum));
        }

        void addLevels(long... levels) {
            for (int i = 0; i < found.length; i++) {
                levels[found[i]] += counts[i];
            }
        }

        double percentile(double percent, long... levels) {
            double needed = Math.max(1, percent / 100 * pixels);
            long below = 0;
            for (var entry : outside.headMap(0f).entrySet()) {
                below += entry.getValue();
                if (below >= needed) {
                    return entry.getKey();
                }
            }
            for (int level = 0; level < LEVELS; level++) {
                below += levels[level];
                if (below >= needed) {
                    return level / (LEVELS - 1.0);
                }
            }
            for (var entry : outside.tailMap(0f).entrySet()) {
                below += entry.getValue();
                if (below >= needed) {
                    return entry.getKey();
                }
            }
            return outside.isEmpty() ? 1 : outside.lastKey();
        }
    }
}
