package dev.pixio.eval;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.data.JpegScaling;
import dev.pixio.data.loader.ViewReader;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.checkpoint.ImageRetention;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.plan.TrainingPlan;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Draws reconstructions of the same images with the same masks at each checkpoint, with mean and deviation of the original
 * patches, and deletes those that the plan does not keep. An image that cannot be deleted does not end the run.
 */
public final class ReconstructionListener implements TrainingListener, AutoCloseable {

    private final FixedImages images;
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
        this.images = FixedImages.of(source, count);
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        session = new Session(
                new Reconstructor(
                        run.pretraining().model(),
                        PatchStatistics.ORIGINAL,
                        run.pretraining().plan().imageInput()),
                run.folder(),
                run.plan().saving().imageRetention(),
                pixels(run.pretraining().plan()),
                run.plan().seed());
    }

    private Tensor pixels(TrainingPlan plan) throws IOException {
        PatchGrid grid = plan.model().grid();
        ViewReader views = ViewReader.of(
                images.source(),
                Augmentation.centreCrop(grid.height(), grid.width(), plan.imageInput()),
                JpegScaling.OFF);
        Tensor pixels = views.memory(images.count());
        for (int i = 0; i < images.count(); i++) {
            try (Tensor tensor = pixels.select(0, i)) {
                images.read(i, index -> {
                    views.read(index, () -> RandomStream.of(0, "not random"), tensor);
                    return index;
                });
            }
        }
        return pixels;
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) throws IOException {
        Session current = session;
        if (current == null) {
            return;
        }
        try (ReconstructedImages drawn = current.reconstructor.reconstruct(current.pixels, current.seed)) {
            ReconstructionGrid.write(current.folder.reconstruction(checkpoint.step()), drawn);
        }
        ExpiredImages.delete(current.folder.reconstructions(), current.retention, checkpoint.step());
    }

    @Override
    public void close() {
        if (session != null) {
            session.pixels.close();
            session = null;
        }
    }
}
