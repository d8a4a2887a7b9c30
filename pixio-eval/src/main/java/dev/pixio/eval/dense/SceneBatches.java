package dev.pixio.eval.dense;

import dev.pixio.eval.features.FeatureExtractor;
import dev.pixio.eval.features.ImageTokens;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.group.BatchWork;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The features of scenes, batch by batch, which processes can divide. */
final class SceneBatches implements BatchWork<ImageTokens> {

    private final FeatureExtractor extractor;
    private final DenseScenes scenes;
    private final int batchSize;
    private final Receiver receiver;

    /** Takes the features of a batch, which belong to the caller's scope. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Takes the features of the next batch.
         *
         * @param first number of the first scene of the batch
         */
        void accept(int first, ImageTokens tokens);
    }

    /** @param receiver is called in process 0 for each batch, in order */
    SceneBatches(FeatureExtractor extractor, DenseScenes scenes, int batchSize, Receiver receiver) {
        this.extractor = extractor;
        this.scenes = scenes;
        this.batchSize = batchSize;
        this.receiver = receiver;
    }

    /** The number of batches. */
    long count() {
        return ((long) scenes.size() + batchSize - 1) / batchSize;
    }

    private int first(long batch) {
        return Math.toIntExact(batch * batchSize);
    }

    @Override
    public ImageTokens compute(long batch) {
        int first = first(batch);
        Tensor images = scenes.images(first, Math.min(batchSize, scenes.size() - first));
        return extractor.tokens(SceneInput.of(images, extractor.input()));
    }

    @Override
    public void receive(long batch, ImageTokens tokens) {
        receiver.accept(first(batch), tokens);
    }

    @Override
    public Packed pack(ImageTokens tokens) {
        String shape = Arrays.stream(Tensors.shape(tokens.patches()))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
        return new Packed(
                shape,
                torch.cat(
                        new TensorVector(
                                tokens.vectors().flatten(), tokens.patches().flatten()),
                        0));
    }

    @Override
    public ImageTokens unpack(Packed packed) {
        long[] shape = Arrays.stream(packed.text().split(","))
                .mapToLong(Long::parseLong)
                .toArray();
        Tensor values = packed.values();
        long patches = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        long vectors = values.numel() - patches;
        return new ImageTokens(
                values.narrow(0, 0, vectors).view(shape[0], -1),
                values.narrow(0, vectors, patches).view(shape));
    }
}
