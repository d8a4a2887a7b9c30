package dev.pixio.downstream.distill;

import dev.pixio.model.Encoder;
import dev.pixio.model.Encoder.FinalNorm;
import dev.pixio.model.Features;
import dev.pixio.model.pass.FeaturePass;
import dev.pixio.torch.Precision;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The tokens of a frozen encoder, before its final norm. Create it outside of any pointer scope that closes before it, and close it. */
final class Teacher implements AutoCloseable {

    private final int depth;
    private final FeaturePass pass;

    /** @param encoder stays on its device while this is open */
    Teacher(Encoder encoder, Precision precision) {
        this.depth = encoder.config().depth();
        this.pass = new FeaturePass(encoder, precision);
    }

    /**
     * The tokens of whole images; positions are interpolated if they have another size than the teacher was trained at.
     *
     * @param images normalised, float {@code [B, C, H, W]}
     * @return class tokens, then patches in row order, without registers: float {@code [B, K + N, T]}, in the caller's scope
     */
    Tensor tokens(Tensor images) {
        Features features = pass.features(images, depth, FinalNorm.BEFORE);
        return torch.cat(new TensorVector(features.classTokens(), features.patchTokens()), 1);
    }

    @Override
    public void close() {
        pass.close();
    }
}
