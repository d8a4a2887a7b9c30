package dev.pixio.downstream.finetune;

import dev.pixio.data.loader.Batch;
import dev.pixio.downstream.finetune.data.Supervision;
import dev.pixio.downstream.finetune.data.Supervision.Example;
import dev.pixio.downstream.head.Phase;
import dev.pixio.downstream.model.TaskModel;
import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.model.pass.CompletedGradients;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.torch.Precision;
import dev.pixio.torch.RandomStream;
import dev.pixio.torch.Tensors;
import dev.pixio.torch.device.Uploads;
import dev.pixio.train.optim.GradientPass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The gradients of a task model, by autograd. Drop paths depend on the seed, the epoch and an image's index in the epoch. An encoder of
 * which nothing is trained drops no paths, and records nothing.
 *
 * <p>Create it outside of any pointer scope that closes before it, and close it.
 */
final class FineTuningStep implements GradientPass.Gradients {

    private final TaskModel model;
    private final Supervision supervision;
    private final Precision precision;
    private final int microBatch;
    private final double dropPath;
    private final long seed;
    private final Device device;
    private final Uploads uploads;
    private final List<Tensor> encoderParameters;

    /** @param model stays on its device while this is open */
    FineTuningStep(
            TaskModel model, Supervision supervision, Precision precision, int microBatch, double dropPath, long seed) {
        this.model = model;
        this.supervision = supervision;
        this.precision = precision;
        this.microBatch = microBatch;
        this.dropPath = dropPath;
        this.seed = seed;
        this.device = model.encoder().device();
        this.uploads = new Uploads(device);
        this.encoderParameters = List.copyOf(Tensors.parameters(model.encoder()).values());
    }

    @Override
    public Tensor accumulate(Batch batch, CompletedGradients completed) {
        try (PointerScope scope = new PointerScope()) {
            Tensor sum = Tensors.zeros(ScalarType.Double, device);
            Tensor pixels = uploads.send(batch.images()); // [size, planes, H, W]
            for (int first = 0; first < batch.size(); first += microBatch) {
                add(batch, pixels, first, Math.min(batch.size(), first + microBatch), sum);
            }
            completed.complete(0);
            return Tensors.keep(sum);
        }
    }

    private void add(Batch batch, Tensor pixels, int from, int end, Tensor sum) {
        try (PointerScope scope = new PointerScope()) {
            Example example = supervision.example(batch, pixels, from, end);
            Tensor scores;
            try (Precision.Region region = precision.on(device)) {
                scores = scores(example.inputs(), batch, from);
            }
            Tensor loss = supervision
                    .loss(scores.to(ScalarType.Float), example.targets())
                    .mul(new Scalar((double) (end - from) / batch.wholeSize()));
            loss.backward();
            sum.add_(loss.detach().to(ScalarType.Double));
        }
    }

    private Tensor scores(Tensor inputs, Batch batch, int from) {
        int height = (int) inputs.size(2);
        int width = (int) inputs.size(3);
        if (encoderParameters.stream().anyMatch(Tensor::requires_grad)) {
            return model.scores(
                    features(inputs, drawn(batch, from, (int) inputs.size(0))), height, width, Phase.TRAINING);
        }
        List<Features> frozen;
        try (NoGradGuard noGrad = new NoGradGuard()) {
            frozen = features(inputs, DropPath.NONE);
        }
        return model.scores(frozen, height, width, Phase.TRAINING);
    }

    private DropPath drawn(Batch batch, int from, int count) {
        List<RandomStream> streams = IntStream.range(from, from + count)
                .mapToObj(image -> RandomStream.of(seed, "drop path", batch.epoch(), batch.index(image)))
                .toList();
        return DropPath.draw(dropPath, model.config().encoder().depth(), streams, device);
    }

    /** Tokens of the blocks that the head reads, after the final norm. */
    private List<Features> features(Tensor inputs, DropPath drop) {
        Encoder encoder = model.encoder();
        Tensor tokens = encoder.embed(inputs); // [n, K + N, D]
        List<Features> features = new ArrayList<>();
        int done = 0;
        for (int block : model.blocks()) {
            tokens = BlockRunner.inOrder(encoder.blocks(), done, block, drop)
                    .run(tokens, encoder.rotation(inputs), TokenSelection.ALL);
            features.add(encoder.split(encoder.norm(tokens), inputs));
            done = block;
        }
        return features;
    }

    @Override
    public int microBatch() {
        return microBatch;
    }

    @Override
    public void close() {
        uploads.close();
    }
}
