package dev.pixio.eval;

import dev.pixio.augment.Augmentation;
import dev.pixio.data.ImageSource;
import dev.pixio.image.RgbImage;
import dev.pixio.image.format.ImageReadException;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import dev.pixio.train.run.RunFolder;
import java.io.IOException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Draws the same images under the same masks at each checkpoint, so that one can watch shapes come back. */
public final class ReconstructionListener implements TrainingListener, AutoCloseable {

    private static final int ATTEMPTS = 100;

    private final ImageSource shown;
    private final int count;
    private @Nullable Watched watched;

    private record Watched(Reconstructor reconstructor, RunFolder folder, Tensor pixels, long seed) {}

    /**
     * Draws images of a source, evenly spread over it.
     *
     * @param shown best one that is not learned from
     * @param count how many
     */
    public ReconstructionListener(ImageSource shown, int count) {
        this.shown = shown;
        this.count = (int) Math.min(count, shown.size());
    }

    @Override
    public void onStart(TrainingRun run) throws IOException {
        watched = new Watched(
                new Reconstructor(run.model()),
                run.folder(),
                pixels(run.model().config().grid()),
                run.plan().seed());
    }

    private Tensor pixels(PatchGrid grid) throws IOException {
        Augmentation whole = Augmentation.whole(grid.height(), grid.width());
        Tensor pixels = Tensors.zeros(ScalarType.Byte, count, grid.channels(), grid.height(), grid.width());
        for (int i = 0; i < count; i++) {
            try (RgbImage image = readable(i);
                    Tensor place = pixels.select(0, i)) {
                whole.apply(image, RandomStream.of(0, "not random"), place);
            }
        }
        return pixels;
    }

    private RgbImage readable(int which) throws IOException {
        long size = shown.size();
        long index = which * size / count;
        for (long tried = 0; tried < Math.min(size, ATTEMPTS); tried++) {
            try {
                return shown.read(index);
            } catch (ImageReadException broken) {
                // The loader reports unreadable images; here the next one serves as well.
                index = (index + 1) % size;
            }
        }
        throw new IOException("found no readable image to reconstruct in " + shown.description());
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) throws IOException {
        Watched now = watched;
        if (now == null) {
            return;
        }
        try (ReconstructedImages images = now.reconstructor.reconstruct(now.pixels, now.seed)) {
            ReconstructionGrid.write(now.folder.reconstruction(checkpoint.step()), images);
        }
    }

    @Override
    public void close() {
        if (watched != null) {
            watched.pixels.close();
            watched = null;
        }
    }
}
