package dev.pixio.model.pass;

import dev.pixio.model.Encoder;
import dev.pixio.model.Features;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.explicit.ExplicitBlock;
import dev.pixio.torch.Precision;
import dev.pixio.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * What an encoder sees, for many pictures: {@code Encoder.features(images)} without gradients, by the fastest kernels of
 * the device and with weights that are prepared once.
 *
 * <p>Make it outside of any pointer scope that closes before it, and close it. One call at a time.
 */
public final class FeaturePass implements AutoCloseable {

    private final Encoder encoder;
    private final Precision precision;
    private final List<ExplicitBlock> blocks; // none where libtorch's own are the fastest or the only ones

    /**
     * @param encoder stays where it is while this is open
     * @param precision of its products
     */
    public FeaturePass(Encoder encoder, Precision precision) {
        this.encoder = encoder;
        this.precision = precision;
        this.blocks = BlockStack.Gradients.fastest(encoder.device(), precision) == BlockStack.Gradients.EXPLICIT
                ? encoder.blocks().stream()
                        .map(block -> new ExplicitBlock(block, precision.dtype()))
                        .toList()
                : List.of();
    }

    /**
     * The tokens of the last block after the final norm, float, in the caller's scope.
     *
     * @param images normalised, float {@code [B, C, H, W]}, of any size that the patch divides, on the encoder's device
     */
    public Features features(Tensor images) {
        try (Tensor tokens = tokens(images)) {
            return encoder.split(tokens, images);
        }
    }

    /** Float {@code [B, K + N, D]}, which the caller closes. */
    private Tensor tokens(Tensor images) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                Precision.Region region = precision.on(encoder.device())) {
            return Tensors.keep(encoder.norm(through(encoder.embed(images))));
        }
    }

    private Tensor through(Tensor embedded) {
        if (blocks.isEmpty()) {
            Tensor seen = embedded;
            for (int place = 0; place < encoder.blocks().size(); place++) {
                seen = encoder.blocks().get(place).forward(seen, DropPath.NONE, place);
            }
            return seen;
        }
        Tensor seen = Tensors.keep(embedded);
        for (ExplicitBlock block : blocks) {
            try (Tensor before = seen) {
                seen = block.infer(before);
            }
        }
        try (Tensor handle = seen) {
            return new Tensor(handle);
        }
    }

    @Override
    public void close() {
        blocks.forEach(ExplicitBlock::close);
    }
}
