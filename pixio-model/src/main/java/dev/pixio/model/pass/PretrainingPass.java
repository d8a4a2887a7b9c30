package dev.pixio.model.pass;

import dev.pixio.model.Encoder;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.PatchEmbedding;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of images and its gradients: {@code Pixio.forward(...).loss()} and its {@code backward()}, with the two stacks of
 * blocks run as {@link GradientStage}s, so that the memory of each block is free as soon as its gradients are computed. If
 * the first layers of the encoder are not trained ({@code requires_grad} is false), nothing is saved for them and their
 * gradients are not computed.
 *
 * <p>Make it outside of any pointer scope that closes before it, and close it. One pass at a time.
 */
public final class PretrainingPass implements AutoCloseable {

    private final Pixio model;
    private final Precision precision;
    private final BlockStack encoderBlocks;
    private final BlockStack decoderBlocks;
    private final ParameterGroups groups;

    /**
     * @param model stays on its device while this is open
     * @param precision of matrix products
     * @param activations what is saved for the backward pass
     */
    public PretrainingPass(Pixio model, Precision precision, Activations activations) {
        this(model, new PassSettings(precision, activations));
    }

    /**
     * @param model stays on its device while this is open
     * @param settings how it is computed; gradients of an encoder with {@link dev.pixio.model.config.EncoderOptions#changeBlocks
     *     other blocks} than a Pixio's are those of autograd in any case
     */
    public PretrainingPass(Pixio model, PassSettings settings) {
        this(
                model,
                settings.precision(),
                settings.activations(),
                BlockStack.Gradients.of(settings.gradients(), model.encoder().device(), settings.precision()));
    }

    PretrainingPass(Pixio model, Precision precision, Activations activations, BlockStack.Gradients gradients) {
        Device device = model.encoder().device();
        this.model = model;
        this.precision = precision;
        BlockStack.Gradients ofEncoder = model.encoder().config().options().changeBlocks()
                ? BlockStack.Gradients.AUTOGRAD // the formulas are those of the blocks of a Pixio
                : gradients;
        this.encoderBlocks = new BlockStack(model.encoder().blocks(), precision, device, activations, ofEncoder);
        this.decoderBlocks = new BlockStack(model.decoder().blocks(), precision, device, activations, gradients);
        this.groups = ParameterGroups.of(model);
    }

    private PretrainingPass(Replica replica, PretrainingPass original) {
        this.model = replica.model();
        this.precision = original.precision;
        this.encoderBlocks = original.encoderBlocks.forReplica(model.encoder().blocks());
        this.decoderBlocks = original.decoderBlocks.forReplica(model.decoder().blocks());
        this.groups = ParameterGroups.of(model);
    }

    /**
     * The same pass for a replica of the model, which may run at the same time. Copies of weights in the dtype of matrix products
     * are shared. Close it before this.
     */
    public PretrainingPass forReplica(Replica replica) {
        return new PretrainingPass(replica, this);
    }

    /**
     * Renews copies of weights in the dtype of matrix products that the optimizer has changed, all at once. A pass renews them,
     * too, each before its use; a pass that was recorded (by a CUDA graph) and is replayed reads the same memory and needs this before.
     */
    public void renewCopies() {
        encoderBlocks.renewCopies();
        decoderBlocks.renewCopies();
    }

    /** As {@link #accumulate(Tensor, GridMask, DropPath, double, CompletedGradients)}, where nobody needs to know. */
    public double accumulate(Tensor images, GridMask mask, DropPath dropPath, double weight) {
        return accumulate(images, mask, dropPath, weight, CompletedGradients.UNUSED);
    }

    /**
     * Adds the gradients of {@code weight * loss} to those of the parameters.
     *
     * @param images normalised images, float {@code [B, C, H, W]}, on the model's device
     * @param mask which patches to keep
     * @param dropPath which samples skip which of the encoder's branches
     * @param weight of these images in their batch
     * @param completed receives each group of parameters as soon as this pass adds nothing more to their gradients, on this
     *     thread
     * @return {@code weight * loss}
     * @throws IllegalArgumentException if images or mask do not fit the model; see {@link Pixio#forward}
     */
    public double accumulate(
            Tensor images, GridMask mask, DropPath dropPath, double weight, CompletedGradients completed) {
        try (Tensor loss = addGradients(images, mask, dropPath, weight, completed)) {
            return loss.item_double();
        }
    }

    /**
     * As {@link #accumulate(Tensor, GridMask, DropPath, double, CompletedGradients)}, without waiting for a GPU.
     *
     * @return {@code weight * loss}, a float scalar on the model's device, without gradients; the caller closes it
     */
    public Tensor addGradients(
            Tensor images, GridMask mask, DropPath dropPath, double weight, CompletedGradients completed) {
        int fixed = fixedBlocks();
        boolean reports = completed != CompletedGradients.UNUSED;
        Optional<IntConsumer> ofEncoder =
                reports ? Optional.of(block -> completed.complete(groups.encoderBlock(block))) : Optional.empty();
        Optional<IntConsumer> ofDecoder =
                reports ? Optional.of(block -> completed.complete(groups.decoderBlock(block))) : Optional.empty();
        try (PointerScope scope = new PointerScope();
                StagedBlocks encoder = new StagedBlocks(encoderBlocks, dropPath, fixed, ofEncoder);
                StagedBlocks decoder = new StagedBlocks(decoderBlocks, DropPath.NONE, 0, ofDecoder)) {
            Tensor loss = loss(images, mask, encoder, decoder).mul(new Scalar(weight));
            loss.backward();
            decoder.backward();
            completed.complete(groups.restOfDecoder());
            encoder.backward();
            for (int block = fixed - 1; block >= 0; block--) {
                completed.complete(groups.encoderBlock(block));
            }
            completed.complete(groups.rest());
            return Tensors.keep(loss.detach());
        }
    }

    private Tensor loss(Tensor images, GridMask mask, BlockRunner encoder, BlockRunner decoder) {
        try (Precision.Region region = precision.on(model.encoder().device())) {
            return model.forward(images, mask, encoder, decoder).loss();
        }
    }

    /** The number of the encoder's first blocks that need no gradients. */
    private int fixedBlocks() {
        Encoder encoder = model.encoder();
        PatchEmbedding embedding = encoder.patchEmbedding();
        boolean trained = embedding.weight().requires_grad()
                || embedding.bias().requires_grad()
                || encoder.classTokens().requires_grad()
                || encoder.registers().map(Tensor::requires_grad).orElse(false)
                || encoder.positions(encoder.grid().rows(), encoder.grid().columns())
                        .map(Tensor::requires_grad)
                        .orElse(false);
        return trained ? 0 : encoderBlocks.leadingFixed();
    }

    @Override
    public void close() {
        encoderBlocks.close();
        decoderBlocks.close();
    }
}
