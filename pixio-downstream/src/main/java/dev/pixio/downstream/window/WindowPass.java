package dev.pixio.downstream.window;

import dev.pixio.augment.Normalize;
import dev.pixio.downstream.data.ImagePlanes;
import dev.pixio.downstream.feature.BlockTokens;
import dev.pixio.downstream.feature.DenseFeatures;
import dev.pixio.downstream.head.DenseHead;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.task.DenseTask;
import dev.pixio.image.resize.ImageSize;
import dev.pixio.image.resize.WindowGrid;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Predicts every pixel of images of any size. Windows of several images go through the model together.
 *
 * @param features computes the tokens of windows
 * @param task what is predicted
 * @param window size and stride of the windows
 * @param normalize the numbers of pixels
 * @param batch windows in a forward pass, at most
 */
public record WindowPass(DenseFeatures features, DenseTask task, SlidingWindow window, Normalize normalize, int batch) {

    /** Scores of windows in memory at a time, in numbers. */
    private static final long SCORES = 64L << 20;

    /** Where the tokens of a group of windows come from. */
    @FunctionalInterface
    public interface Tokens {

        /** Computes them always. */
        Tokens COMPUTED = Supplier::get;

        /**
         * The tokens of the next group; groups come in the same order for the same images.
         *
         * @param compute computes them
         */
        BlockTokens next(Supplier<BlockTokens> compute);
    }

    /** A window of one of the images that are predicted together. */
    private record ImageWindow(int image, WindowGrid.Place place) {}

    /** The number of windows of an image. */
    public int windows(int height, int width) {
        return window.places(height, width).size();
    }

    /**
     * Predicts images. Call it outside of autograd's recording or not: nothing is recorded.
     *
     * @param head on the device of the encoder
     * @return for each image its labels, or depths in metres, row by row
     */
    public List<float[]> predict(DenseHead head, List<? extends ImagePlanes> images, Tokens tokens) {
        return predict(head, images, tokens, number -> {
            ImagePlanes image = images.get(number);
            return new WindowSums(task, window, image.height(), image.width(), features.device());
        });
    }

    /**
     * Predicts images in another size.
     *
     * @param head on the device of the encoder
     * @param resizing of the images, from which windows are cut
     * @return for each image its labels, or depths in metres, in its own size, row by row
     */
    public List<float[]> predict(DenseHead head, List<? extends ImagePlanes> images, Resizing resizing) {
        if (resizing.keepsSize()) {
            return predict(head, images, Tokens.COMPUTED);
        }
        List<ImagePlanes> resized =
                images.stream().map(image -> resizing.apply(image, window)).toList();
        return predict(head, resized, Tokens.COMPUTED, number -> {
            ImagePlanes from = resized.get(number);
            ImagePlanes to = images.get(number);
            return new ResizedSums(
                    task, window, from.height(), from.width(), to.height(), to.width(), features.device());
        });
    }

    private List<float[]> predict(
            DenseHead head, List<? extends ImagePlanes> images, Tokens tokens, IntFunction<PixelSums> created) {
        List<ImageWindow> windows = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            for (WindowGrid.Place place :
                    window.places(images.get(i).height(), images.get(i).width())) {
                windows.add(new ImageWindow(i, place));
            }
        }
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            List<PixelSums> sums =
                    IntStream.range(0, images.size()).mapToObj(created).toList();
            ImageSize size = window.size();
            int atOnce =
                    (int) Math.max(1, Math.min(batch, SCORES / ((long) task.outputs() * size.height() * size.width())));
            for (int from = 0; from < windows.size(); from += atOnce) {
                add(head, images, windows.subList(from, Math.min(windows.size(), from + atOnce)), sums, tokens);
            }
            return sums.stream().map(PixelSums::values).toList();
        }
    }

    private void add(
            DenseHead head,
            List<? extends ImagePlanes> images,
            List<ImageWindow> windows,
            List<PixelSums> sums,
            Tokens tokens) {
        try (PointerScope scope = new PointerScope()) {
            BlockTokens encoded =
                    tokens.next(() -> encode(images, windows)).each(block -> Tensors.upload(block, features.device()));
            Tensor scores = head.forward(
                    encoded.maps(), window.size().height(), window.size().width(), Phase.INFERENCE);
            Tensor estimates = task.estimate(scores);
            for (int i = 0; i < windows.size(); i++) {
                ImageWindow each = windows.get(i);
                sums.get(each.image).add(estimates.narrow(0, i, 1), each.place);
            }
        }
    }

    private BlockTokens encode(List<? extends ImagePlanes> images, List<ImageWindow> windows) {
        List<Tensor> cut = new ArrayList<>();
        for (int first = 0; first < windows.size(); ) {
            int image = windows.get(first).image;
            int end = first;
            while (end < windows.size() && windows.get(end).image == image) {
                end++;
            }
            cut.add(cut(
                    images.get(image),
                    windows.subList(first, end).stream().map(ImageWindow::place).toList()));
            first = end;
        }
        return features.ofNormalized(torch.cat(new TensorVector(cut.toArray(Tensor[]::new)), 0));
    }

    /** Float {@code [windows, C, h, w]}; only the rows that the windows cover are normalised. */
    private Tensor cut(ImagePlanes image, List<WindowGrid.Place> places) {
        int top = places.get(0).top();
        int bottom = Math.min(
                image.height(),
                places.get(places.size() - 1).top() + window.size().height());
        Tensor rows = image.crop(top, 0, bottom - top, image.width()).tensor();
        Tensor normalized =
                normalize.apply(Tensors.upload(rows, features.device())).squeeze(0); // [C, rows, W]
        return window.cut(
                normalized,
                places.stream()
                        .map(place -> new WindowGrid.Place(place.top() - top, place.left()))
                        .toList());
    }
}
