package dev.pixio.downstream.evaluate;

import dev.pixio.downstream.data.DenseAugmentation;
import dev.pixio.downstream.data.SceneSamples;
import dev.pixio.downstream.head.DptShape;
import dev.pixio.downstream.head.HeadKind;
import dev.pixio.downstream.layout.DenseData;
import dev.pixio.downstream.task.DepthEstimation;
import dev.pixio.downstream.train.HeadPlan;
import dev.pixio.downstream.window.SlidingWindow;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.model.config.PatchGrid;
import dev.pixio.model.config.PixioConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Settings of an evaluation by heads. Empty ones are those of the published protocol, or of the encoder.
 *
 * @param head which head
 * @param dpt widths of a DPT head
 * @param epochs passes over the training samples
 * @param batchSize training samples per step; empty for the published one of the data
 * @param learningRate the highest; empty for the published one of the head
 * @param weightDecay of AdamW
 * @param crop size of training images and windows; empty for the encoder's input size
 * @param stride from one window to the next; empty for two thirds of the crop, and for one window of each scene
 * @param augmentation of training samples; empty for none
 * @param seeds of heads, one training each
 * @param encodingBatch images per forward pass of the encoder, where tokens are computed once
 * @param threads that read samples
 * @param device as in {@link dev.pixio.torch.Libtorch#device}
 * @param precision of the encoder, as in {@link dev.pixio.torch.Precision#named}
 */
public record HeadSettings(
        HeadKind head,
        DptShape dpt,
        int epochs,
        OptionalInt batchSize,
        OptionalDouble learningRate,
        double weightDecay,
        Optional<ImageSize> crop,
        Optional<ImageSize> stride,
        Optional<DenseAugmentation> augmentation,
        List<Long> seeds,
        int encodingBatch,
        int threads,
        String device,
        String precision) {

    private static final double DEPTH_WARMUP = 0.1;

    /** @throws IllegalArgumentException if there is no seed */
    public HeadSettings {
        seeds = List.copyOf(seeds);
        if (seeds.isEmpty()) {
            throw new IllegalArgumentException("at least one seed is needed");
        }
    }

    /**
     * The crop for an encoder.
     *
     * @throws IllegalArgumentException if its patch size does not divide the crop
     */
    ImageSize cropFor(PatchGrid grid) {
        ImageSize size = crop.orElse(new ImageSize(grid.height(), grid.width()));
        if (!size.isMultipleOf(grid.patchSize())) {
            throw new IllegalArgumentException(
                    "the crop of " + size.brief() + " pixels is not a multiple of the patch size " + grid.patchSize());
        }
        return size;
    }

    /**
     * Checks that the settings fit an encoder, before the first of several is evaluated.
     *
     * @throws IllegalArgumentException if they do not
     */
    public void require(PixioConfig shape) {
        head.blocks(shape.encoder().depth());
        ImageSize size = cropFor(shape.grid());
        stride.ifPresent(pixels -> new SlidingWindow(size, pixels));
    }

    /** How heads of an encoder are trained. */
    HeadPlan plan(DenseData data, ImageSize size) {
        return new HeadPlan(
                head,
                dpt,
                epochs,
                batchSize.orElse(data.batchSize()),
                learningRate.orElse(head.learningRate()),
                data.task() instanceof DepthEstimation ? DEPTH_WARMUP : 0,
                weightDecay,
                size,
                augmentation);
    }

    /** The windows of the test. Scenes have the size of the crop, and one window each unless a stride is given. */
    SlidingWindow window(DenseData data, ImageSize size) {
        if (stride.isPresent()) {
            return new SlidingWindow(size, stride.get());
        }
        return data.test() instanceof SceneSamples ? SlidingWindow.adjoining(size) : SlidingWindow.of(size);
    }
}
