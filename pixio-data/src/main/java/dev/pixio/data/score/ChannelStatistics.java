package dev.pixio.data.score;

import dev.pixio.data.ImageSource;
import dev.pixio.data.OrderedTasks;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Mean, standard deviation and percentiles of each channel over all pixels of 8-bit RGB images. They are computed from the counts of the
 * 256 levels, in one pass, and are exact whatever the number of pixels and threads.
 *
 * @param images that were read
 * @param unreadable images that could not be read
 * @param counts pixels by channel and level
 */
@SuppressWarnings("ArrayRecordComponent") // not changed
public record ChannelStatistics(long images, long unreadable, long[][] counts) implements ChannelFigures {

    private static final int CHANNELS = 3;
    private static final int LEVELS = 256;

    /**
     * Reads all images of a source.
     *
     * @param progress receives the number of images that are done, after each
     */
    public static ChannelStatistics of(ImageSource source, int threads, LongConsumer progress)
            throws InterruptedException {
        long[][] sums = new long[CHANNELS][LEVELS];
        long[] numbers = new long[2]; // read, unreadable
        new OrderedTasks("pixio-stats", threads).run(0, source.size(), index -> counts(source, index), image -> {
            numbers[image.isPresent() ? 0 : 1]++;
            image.ifPresent(counts -> add(counts, sums));
            progress.accept(numbers[0] + numbers[1]);
        });
        return new ChannelStatistics(numbers[0], numbers[1], sums);
    }

    private static Optional<long[][]> counts(ImageSource source, long index) {
        try (RgbImage image = source.read(index)) {
            long[][] counts = new long[CHANNELS][LEVELS];
            byte[] row = new byte[CHANNELS * image.width()];
            for (int y = 0; y < image.height(); y++) {
                image.copyRow(y, 0, row);
                PixelScore.count(row, counts);
            }
            return Optional.of(counts);
        } catch (ImageReadException e) {
            return Optional.empty();
        }
    }

    private static void add(long[][] counts, long[][] sums) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int level = 0; level < LEVELS; level++) {
                sums[channel][level] += counts[channel][level];
            }
        }
    }

    @Override
    public long pixels() {
        long pixels = 0;
        for (long count : counts[0]) {
            pixels += count;
        }
        return pixels;
    }

    /** Level / 255. */
    @Override
    public List<Double> mean() {
        List<Double> means = new ArrayList<>();
        for (long[] channel : counts) {
            double sum = 0;
            for (int level = 0; level < LEVELS; level++) {
                sum += (double) level * channel[level];
            }
            means.add(sum / pixels() / (LEVELS - 1));
        }
        return means;
    }

    @Override
    public List<Double> deviation() {
        List<Double> means = mean();
        List<Double> deviations = new ArrayList<>();
        for (int channel = 0; channel < CHANNELS; channel++) {
            double sum = 0;
            for (int level = 0; level < LEVELS; level++) {
                double difference = level / (LEVELS - 1.0) - means.get(channel);
                sum += difference * difference * counts[channel][level];
            }
            deviations.add(Math.sqrt(sum / pixels()));
        }
        return deviations;
    }

    @Override
    public List<Double> percentile(double percent) {
        List<Double> levels = new ArrayList<>();
        double needed = percent / 100 * pixels();
        for (long[] channel : counts) {
            long below = 0;
            int level = 0;
            while (level < LEVELS - 1 && (below + channel[level] < needed || below + channel[level] == 0)) {
                below += channel[level++];
            }
            levels.add(level / (LEVELS - 1.0));
        }
        return levels;
    }
}
