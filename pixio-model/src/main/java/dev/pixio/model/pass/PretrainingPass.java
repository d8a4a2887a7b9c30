package dev.pixio.model.pass;

import dev.pixio.model.Encoder;
import dev.pixio.model.GridMask;
import dev.pixio.model.Pixio;
import dev.pixio.model.config.Activations;
import dev.pixio.nn.BlockRunner;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.PatchEmbedding;
import dev.pixio.torch.Precision;
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

    /**
     * @param model stays on its device while this is open
     * @param precision of matrix products
     * @param activations what is saved for the backward pass
     */
    public PretrainingPass(Pixio model, Precision precision, Activations activations) {
        this(
                model,
                precision,
                activations,
                BlockStack.Gradients.fastest(model.encoder().device(), precision));
    }

    PretrainingPass(Pixio model, Precision precision, Activations activations, BlockStack.Gradients gradients) {
        Device device = model.encoder().device();
        this.model = model;
        this.precision = precision;
        this.encoderBlocks = new BlockStack(model.encoder().blocks(), precision, device, activations, gradients);
        this.decoderBlocks = new BlockStack(model.decoder().blocks(), precision, device, activations, gradients);
    }

    /**
     * Adds the gradients of {@code weight * loss} to those of the parameters.
     *
     * @param images normalised images, float {@code [B, C, H, W]}, on the model's device
     * @param mask which patches to keep
     * @param dropPath which samples skip which of the encoder's branches
     * @param weight of these images in their batch
     * @return {@code weight * loss}
     * @throws IllegalArgumentException if images or mask do not fit the model; see {@link Pixio#forward}
     */
    public double accumulate(Tensor images, GridMask mask, DropPath dropPath, double weight) {
        try (PointerScope scope = new PointerScope();
                StagedBlocks encoder = new StagedBlocks(encoderBlocks, dropPath, fixedBlocks());
                StagedBlocks decoder = new StagedBlocks(decoderBlocks, DropPath.NONE, 0)) {
            Tensor loss = loss(images, mask, encoder, decoder).mul(new Scalar(weight));
            loss.backward();
            decoder.backward();
            encoder.backward();
            return loss.item_double();
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
                || encoder.positions(encoder.grid().rows(), encoder.grid().columns())
                        .requires_grad();
        return trained ? 0 : encoderBlocks.leadingFixed();
    }

    @Override
    public void close() {
        encoderBlocks.close();
        decoderBlocks.close();
    }
}
