package dev.pixio.nn.explicit;

import dev.pixio.nn.Attention;
import dev.pixio.nn.ChosenTokens;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A transformer block with its gradients written out: what {@link TransformerBlock} computes under autograd and
 * autocast, without their graph and casts. It takes its values from the block's parameters and adds to their gradients.
 *
 * <p>One pass at a time: forward, then back or {@link #release}. Make it outside of any pointer scope that closes before
 * it, and close it.
 */
public final class ExplicitBlock implements AutoCloseable {

    private final List<Shadow> shadows = new ArrayList<>();
    private final ScalarType dtype;
    private final ExplicitNorm norm1;
    private final ExplicitLinear query;
    private final ExplicitLinear keyValue;
    private final ExplicitAttention attention;
    private final ExplicitLinear projection;
    private final ExplicitNorm norm2;
    private final ExplicitLinear expand;
    private final ExplicitLinear contract;
    private final Kept kept = new Kept();

    /**
     * @param block on the CPU, as are all tokens
     * @param dtype of the products, float or bfloat16
     */
    public ExplicitBlock(TransformerBlock block, ScalarType dtype) {
        Attention attended = block.attention();
        LinearImpl qkv = attended.qkv();
        this.dtype = dtype;
        Shadow weight = shadow(qkv.weight(), dtype);
        Shadow bias = shadow(qkv.bias(), dtype);
        long dim = qkv.weight().size(1);
        this.norm1 = norm(block.norm1());
        this.query = new ExplicitLinear(weight, bias, 0, dim);
        this.keyValue = new ExplicitLinear(weight, bias, dim, 2 * dim);
        this.attention = ExplicitAttention.of(attended.heads(), dtype);
        this.projection = linear(attended.projection());
        this.norm2 = norm(block.norm2());
        this.expand = linear(block.mlp().expand());
        this.contract = linear(block.mlp().contract());
    }

    /** Whether blocks can be computed this way on this machine's processor. */
    public static boolean isAvailable(ScalarType dtype) {
        return OneDnn.multiplies(dtype);
    }

    /**
     * All tokens, float {@code [B, L, D]}, to the chosen ones, float {@code [B, n, D]}, which the caller closes.
     *
     * @param dropPath which samples skip the two branches
     * @param place this block's in the stack, from 0
     */
    public Tensor forward(Tensor tokens, DropPath dropPath, int place, ChosenTokens chosen) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            release(); // of a pass that failed on its way
            Tensor normed = norm1.forward(tokens);
            Tensor mixed = kept.keep(attention.forward(
                    new ExplicitAttention.Inputs(query.forward(chosen.of(normed)), keyValue.forward(normed))));
            Tensor attended = chosen.of(tokens).add(dropPath.apply(projection.forward(mixed), place, 0));
            Tensor hidden = kept.keep(expand.forward(norm2.forward(attended))); // [B, n, 4 D]
            Tensor added = contract.forward(torch.gelu(hidden));
            return Tensors.keep(attended.add(dropPath.apply(added, place, 1)));
        }
    }

    /**
     * The gradient of the tokens that came in, float {@code [B, L, D]}, which the caller closes.
     *
     * @param gradient of what came out, float {@code [B, n, D]}
     */
    public Tensor backward(Tensor gradient, DropPath dropPath, int place, ChosenTokens chosen) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor hidden = kept.get(1); // [B, n, 4 D]; its activation is sooner computed again than kept
            Tensor activated = contract.backward(dropPath.apply(gradient.to(dtype), place, 1), torch.gelu(hidden));
            Tensor ofHidden = torch.gelu_backward_out(activated, activated, hidden);
            Tensor attended =
                    norm2.backward(expand.backward(ofHidden, norm2.again())).add_(gradient);
            ExplicitAttention.Inputs inputs =
                    attention.backward(projection.backward(dropPath.apply(attended.to(dtype), place, 0), kept.get(0)));
            Tensor input = norm1.again();
            Tensor normed = chosen.addTo(
                    keyValue.backward(inputs.keyValue(), input), query.backward(inputs.query(), chosen.of(input)));
            kept.release();
            return Tensors.keep(chosen.addTo(norm1.backward(normed), attended));
        }
    }

    /**
     * All tokens, float {@code [B, L, D]}, to the same, which the caller closes, where there is no way back: with the
     * activation inside of the product, and weights that stay packed.
     */
    public Tensor infer(Tensor tokens) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor normed = norm1.forward(tokens);
            Tensor mixed = attention.forward(new ExplicitAttention.Inputs(
                    query.infer(normed, OneDnn.Then.NOTHING), keyValue.infer(normed, OneDnn.Then.NOTHING)));
            Tensor attended = tokens.add(projection.infer(mixed, OneDnn.Then.NOTHING));
            Tensor hidden = expand.infer(norm2.forward(attended), OneDnn.Then.GELU); // [B, L, 4 D]
            return Tensors.keep(attended.add_(contract.infer(hidden, OneDnn.Then.NOTHING)));
        } finally {
            release();
        }
    }

    /** Forgets what a forward pass kept, where there is no way back. */
    public void release() {
        kept.release();
        List.of(norm1, norm2).forEach(ExplicitNorm::release);
        attention.release();
    }

    @Override
    public void close() {
        release();
        linears().forEach(ExplicitLinear::close);
        shadows.forEach(Shadow::close);
    }

    private List<ExplicitLinear> linears() {
        return List.of(query, keyValue, projection, expand, contract);
    }

    private ExplicitLinear linear(LinearImpl layer) {
        Tensor weight = layer.weight();
        return new ExplicitLinear(shadow(weight, dtype), shadow(layer.bias(), dtype), 0, weight.size(0));
    }

    private ExplicitNorm norm(LayerNormImpl layer) {
        return new ExplicitNorm(
                shadow(layer.weight(), ScalarType.Float), shadow(layer.bias(), ScalarType.Float), dtype);
    }

    private Shadow shadow(Tensor parameter, ScalarType shadowDtype) {
        Shadow shadow = new Shadow(parameter, shadowDtype);
        shadows.add(shadow);
        return shadow;
    }
}
