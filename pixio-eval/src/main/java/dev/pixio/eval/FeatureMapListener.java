package dev.pixio.eval;

import dev.pixio.data.ImageSource;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.embed.view.FeatureViewer;
import dev.pixio.embed.view.ViewSize;
import dev.pixio.embed.view.ViewedImage;
import dev.pixio.eval.plot.Upscaling;
import dev.pixio.eval.view.FeaturePanels;
import dev.pixio.eval.view.FeatureSheet;
import dev.pixio.image.RgbImage;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.raster.Raster;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.io.OutputFile;
import dev.pixio.model.Encoder;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.torch.Tensors;
import dev.pixio.train.checkpoint.Checkpoint;
import dev.pixio.train.listener.TrainingListener;
import dev.pixio.train.listener.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Draws the encoder's features of the same images at each checkpoint, as {@code pixio show features} does: principal components of
 * patch tokens as colours, and attention. It deletes drawings that the plan does not keep.
 */
public final class FeatureMapListener implements TrainingListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FeatureMapListener.class);

    /** Writes the drawing of images. */
    interface Drawing {

        void write(Path file, FeaturePanels panels) throws IOException;
    }

    private final FixedImages images;
    private final Drawing drawing;
    private final List<Tensor> pixels = new ArrayList<>(); // uint8 [3, H, W] or float [C, H, W]
    private @Nullable TrainingRun run;

    /**
     * Draws images at evenly spaced indices of a source.
     *
     * @param source preferably one that is not trained on
     * @param count number of images
     */
    public FeatureMapListener(ImageSource source, int count) {
        this(source, count, FeatureSheet::write);
    }

    FeatureMapListener(ImageSource source, int count, Drawing drawing) {
        this.images = FixedImages.of(source, count);
        this.drawing = drawing;
    }

    @Override
    public void onStart(TrainingRun started) throws IOException {
        run = started;
        PatchGrid grid = started.pretraining().model().config().grid();
        ViewSize size =
                ViewSize.exactly(new ImageSize(ViewSize.ENLARGED * grid.height(), ViewSize.ENLARGED * grid.width()));
        try (PointerScope scope = new PointerScope()) {
            for (int i = 0; i < images.count(); i++) {
                pixels.add(Tensors.keep(pixels(i, size, grid.patchSize(), input(started))));
            }
        }
    }

    private Tensor pixels(int number, ViewSize size, int patchSize, ImageInput input) throws IOException {
        if (!input.isRgb8()) {
            Raster image = images.read(number, index -> images.source().raster(index, input));
            return size.pixels(image, patchSize, input);
        }
        try (RgbImage image = images.read(number)) {
            return size.pixels(image, patchSize);
        }
    }

    private static ImageInput input(TrainingRun run) {
        return run.pretraining().plan().imageInput();
    }

    @Override
    public void onCheckpoint(Checkpoint checkpoint) throws IOException {
        TrainingRun now = run;
        if (now == null) {
            return;
        }
        Path drawn = now.folder().featureMaps().at(checkpoint.step());
        try {
            FeaturePanels panels = new FeaturePanels(viewed(now), List.of(), Upscaling.BILINEAR);
            OutputFile.createFolderOf(drawn);
            drawing.write(drawn, panels);
        } catch (RuntimeException | OutOfMemoryError e) { // libtorch's lack of memory is a RuntimeException
            LOG.warn("the features after step {} are not drawn: {}", checkpoint.step(), firstLine(e));
        }
        ExpiredImages.delete(now.folder().featureMaps(), now.plan().saving().imageRetention(), checkpoint.step());
    }

    /** libtorch's messages continue with a stack of C++ frames. */
    private static String firstLine(Throwable e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString())
                .lines()
                .findFirst()
                .orElse("");
    }

    private List<ViewedImage> viewed(TrainingRun now) {
        Encoder encoder = now.pretraining().model().encoder();
        try (FeatureViewer viewer =
                new FeatureViewer(encoder, now.precision(), FeatureChoice.defaults(encoder.config()), input(now))) {
            List<ViewedImage> viewed = new ArrayList<>();
            for (int i = 0; i < pixels.size(); i++) {
                viewed.add(viewer.view("image " + (i + 1), pixels.get(i)));
            }
            return viewed;
        }
    }

    @Override
    public void close() {
        pixels.forEach(Tensor::close);
        pixels.clear();
    }
}
