package dev.pixio.model.pass;

import dev.pixio.model.Activations;
import dev.pixio.model.Decoder;
import dev.pixio.model.Encoder;
import dev.pixio.model.GridMask;
import dev.pixio.model.Patches;
import dev.pixio.model.Pixio;
import dev.pixio.model.Reconstruction;
import dev.pixio.model.Tokens;
import dev.pixio.nn.ChosenTokens;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.PatchEmbedding;
import dev.pixio.torch.Precision;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loss of pictures and its gradients: {@code Pixio.forward(...).loss()} and its {@code backward()}, with the two
 * stacks of blocks taken out of the graph and run as {@link Stage}s, so that each block's memory is free as soon as its
 * gradients are there. Where nothing is trained of the encoder's beginning ({@code requires_grad} is false), nothing is kept
 * of it, and no way back is computed.
 *
 * <p>Make it outside of any pointer scope that closes before it, and close it. One pass at a time.
 */
public final class PretrainingPass implements AutoCloseable {

    private final Pixio model;
    private final Precision precision;
    private final BlockStack encoderBlocks;
    private final BlockStack decoderBlocks;

    /**
     * @param model stays where it is while this is open
     * @param precision of its products
     * @param activations what is kept for the way back
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
     * @param images normalised pictures, float {@code [B, C, H, W]}, on the model's device
     * @param mask which patches to keep
     * @param dropPath which samples skip which of the encoder's branches
     * @param weight of these pictures in their batch
     * @return {@code weight * loss}
     */
    public double accumulate(Tensor images, GridMask mask, DropPath dropPath, double weight) {
        Encoder encoder = model.encoder();
        Decoder decoder = model.decoder();
        int fixed = fixedBlocks();
        boolean encoderIsFixed = fixed == encoder.blocks().size();
        Stage encoding = encoderBlocks.stages(dropPath, ChosenTokens.ALL, fixed);
        Stage decoding = decoderBlocks.stages(
                DropPath.NONE,
                ChosenTokens.at(mask.maskedTokens(model.config().encoder().classTokens())),
                0);
        try (PointerScope scope = new PointerScope()) {
            Tensor patches = Patches.of(images, model.config().grid().patchSize()); // [B, N, P*P*C]
            Tensor visible = inPrecision(() -> encoder.embed(patches, mask.kept())); // [B, K + kept, D]
            Tensor seen =
                    encoderIsFixed ? inScope(encoding.forward(visible)) : input(encoding, visible); // [B, K + kept, D]
            Tensor tokens = inPrecision(() -> decoder.embed(encoder.norm(seen), mask)); // [B, K + N, width]
            Tensor painted = input(decoding, tokens); // [B, masked, width]
            Tensor target = Patches.normalize(Tokens.getAtIndex(patches, mask.masked())); // [B, masked, P*P*C]
            Tensor loss = inPrecision(() -> new Reconstruction(decoder.predict(painted), target).loss())
                    .mul(new Scalar(weight));

            loss.backward();
            back(decoding, painted, tokens);
            if (!encoderIsFixed) {
                back(encoding, seen, visible);
            }
            return loss.item_double();
        } finally {
            encoding.release();
            decoding.release();
        }
    }

    /** How many of the encoder's first blocks the way back ends before. */
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

    /** What stages make of the end of one graph, as the beginning of the next. */
    private static Tensor input(Stage stages, Tensor endOfGraph) {
        return inScope(stages.forward(endOfGraph.detach())).requires_grad_(true);
    }

    /** From the gradient at the beginning of one graph to that at the end of the one before, and through that. */
    private static void back(Stage stages, Tensor beginning, Tensor endOfGraph) {
        Tensor gradient = inScope(stages.backward(beginning.grad()));
        if (endOfGraph.requires_grad()) { // or all before the stages is fixed
            AutogradStage.backward(endOfGraph, gradient);
        }
    }

    /** A tensor that is the caller's to close, given to the pointer scope. */
    private static Tensor inScope(Tensor owned) {
        try (Tensor handle = owned) {
            return new Tensor(handle);
        }
    }

    private Tensor inPrecision(Supplier<Tensor> work) {
        try (Precision.Region region = precision.on(model.encoder().device())) {
            return work.get();
        }
    }

    @Override
    public void close() {
        encoderBlocks.close();
        decoderBlocks.close();
    }
}
