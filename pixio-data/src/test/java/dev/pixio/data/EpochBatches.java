package dev.pixio.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.loader.Batch;
import dev.pixio.data.loader.BatchLoader;
import dev.pixio.data.loader.LoaderOptions;
import dev.pixio.data.loader.LoaderOptions.Share;
import dev.pixio.io.Sha256;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Tensor;

/**
 * The images in the batches of a training, read from a source that is opened for each reading.
 *
 * @param opening opens the source
 * @param unreadable what must be the case for images that cannot be read
 */
public record EpochBatches(Opening opening, Unreadable unreadable) {

    private static final int SEED = 3;

    /** Opens a source. */
    public interface Opening {

        ImageSource open() throws IOException;
    }

    /** Whether the source may have images that cannot be read. */
    public enum Unreadable {
        NONE,
        REPLACED
    }

    /**
     * An image of a batch.
     *
     * @param name in the source
     * @param pixels SHA-256 of what the model receives
     */
    public record Sample(String name, String pixels) {}

    /** The names of some batches from a place on. */
    public List<List<String>> names(LoaderOptions options, long epoch, long first, int count) throws Exception {
        return names(samples(options, epoch, first, count));
    }

    private static List<List<String>> names(List<List<Sample>> batches) {
        return batches.stream()
                .map(batch -> batch.stream().map(Sample::name).toList())
                .toList();
    }

    private List<List<Sample>> samples(LoaderOptions options, long epoch, long first, int count) throws Exception {
        List<List<Sample>> samples = new ArrayList<>();
        try (ImageSource source = opening.open();
                BatchLoader loader = BatchLoader.startingAt(
                        source, Augmentation.pretraining(8, 8, 0.2, 1, 0.5), options, epoch, first)) {
            for (int i = 0; i < count; i++) {
                try (Batch batch = loader.next()) {
                    samples.add(IntStream.range(0, batch.size())
                            .mapToObj(image -> new Sample(batch.name(image), pixels(batch, image)))
                            .toList());
                }
            }
            if (unreadable == Unreadable.NONE) {
                assertThat(loader.unreadable().count()).isZero();
            }
        }
        return samples;
    }

    private static String pixels(Batch batch, int image) {
        try (Tensor one = batch.images().select(0, image)) {
            byte[] bytes = new byte[Math.toIntExact(one.nbytes())];
            new BytePointer(one.data_ptr()).get(bytes);
            return new Sha256().add(bytes).hex();
        }
    }

    /**
     * Asserts that two epochs have the same images, by name and pixels, for 1, 2 and 7 threads, for the merged batches of 2 and 3
     * processes, and from a place in the middle of the second one on; and that they differ from each other.
     *
     * @param batch images of a batch, a multiple of 2 and 3
     * @param perEpoch batches of an epoch
     * @return the names in the batches of the first epoch
     */
    public List<List<String>> assertTheSameForThreadsAndProcesses(int batch, int perEpoch) throws Exception {
        int both = 2 * perEpoch;
        int middle = perEpoch / 2;
        LoaderOptions options = LoaderOptions.training(batch, SEED);
        List<List<Sample>> one = samples(options.withThreads(1), 0, 0, both);
        assertThat(names(one.subList(perEpoch, both))).isNotEqualTo(names(one.subList(0, perEpoch)));
        assertThat(samples(options.withThreads(2), 0, 0, both)).isEqualTo(one);
        assertThat(samples(options.withThreads(7), 0, 0, both)).isEqualTo(one);
        assertThat(samples(options.withThreads(2), 1, middle, perEpoch - middle))
                .isEqualTo(one.subList(perEpoch + middle, both));
        for (int processes : new int[] {2, 3}) {
            List<List<Sample>> merged = IntStream.range(0, both)
                    .mapToObj(i -> (List<Sample>) new ArrayList<Sample>())
                    .toList();
            for (int process = 0; process < processes; process++) {
                List<List<Sample>> own = samples(options.withShare(new Share(process, processes)), 0, 0, both);
                IntStream.range(0, both).forEach(i -> merged.get(i).addAll(own.get(i)));
            }
            assertThat(merged).as("%d processes", processes).isEqualTo(one);
        }
        return names(one.subList(0, perEpoch));
    }
}
