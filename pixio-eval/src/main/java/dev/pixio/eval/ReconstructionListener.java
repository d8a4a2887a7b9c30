package dev.pixio.eval;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.io.FailureReason;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.ImageRetention;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws reconstructions of the same images with the same masks at each checkpoint, with mean and deviation of the original
 * patches, and deletes those that the plan does not keep. An image that cannot be deleted does not end the run.
 */
public final class ReconstructionListener implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReconstructionListener.class);

    private static final int ATTEMPTS = 100;

    private final ImageSource source;
    private final int count;
    private @Nullable Session session;

    private record Session(
            Reconstructor reconstructor, RunFolder folder, ImageRetention retention, Tensor pixels, long seed) {}

    /**
     * Reconstructs images at evenly spaced indices of a source.
     *
     * @param source preferably one that is not trained on
     * @param count number of images
     */
    public ReconstructionListener(ImageSource source, int count) {
        this.source = source;
        this.count = (int) Math.min(count, source.size());
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        session = new Session(
                new Reconstructor(run.pretraining().model(), PatchStatistics.ORIGINAL),
                run.folder(),
                run.plan().saving().imageRetention(),
                pixels(run.pretraining().model().config().grid()),
                run.plan().seed());
    }

    private Tensor pixels(PatchGrid grid) throws IOException {
        Augmentation view = Augmentation.centreCrop(grid.height(), grid.width());
        Tensor pixels = Tensors.zeros(ScalarType.Byte, count, grid.channels(), grid.height(), grid.width());
        for (int i = 0; i < count; i++) {
            try (RgbImage image = readable(i);
                    Tensor tensor = pixels.select(0, i)) {
                view.apply(image, RandomStream.of(0, "not random"), tensor);
            }
        }
        return pixels;
    }

    private RgbImage readable(int number) throws IOException {
        long size = source.size();
        long index = number * size / count;
        for (long tried = 0; tried < Math.min(size, ATTEMPTS); tried++) {
            try {
                return source.read(index);
            } catch (ImageReadException e) {
                if (e.isOutOfMemory()) {
                    throw new IOException(source.name(index) + ": " + e.reason(), e);
                }
                // The loader reports unreadable images; here the next image is used instead.
                index = (index + 1) % size;
            }
        }
        throw new IOException("found no readable image to reconstruct in " + source.description());
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) throws IOException {
        Session current = session;
        if (current == null) {
            return;
        }
        try (ReconstructedImages images = current.reconstructor.reconstruct(current.pixels, current.seed)) {
            ReconstructionGrid.write(current.folder.reconstruction(checkpoint.step()), images);
        }
        deleteExpired(current.folder, current.retention, checkpoint.step());
    }

    /** An image that cannot be deleted is reported and stays. */
    private static void deleteExpired(RunFolder folder, ImageRetention retention, long step) {
        try {
            // Without later steps: a run that was rolled back or resumed writes them again.
            List<Long> steps = folder.reconstructions().steps().stream()
                    .filter(written -> written <= step)
                    .toList();
            retention.expired(steps).forEach(expired -> delete(folder.reconstruction(expired)));
        } catch (IOException e) {
            LOG.warn("reconstructions that the plan does not keep cannot be deleted: {}", FailureReason.withFile(e));
        }
    }

    private static void delete(Path image) {
        try {
            Files.deleteIfExists(image);
        } catch (IOException e) {
            LOG.warn("{} is not kept by the plan and cannot be deleted: {}", image, FailureReason.of(e));
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.pixels.close();
            session = null;
        }
    }
}
