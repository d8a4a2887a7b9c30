package dev.pixio.nn.explicit;

import dev.pixio.nn.Attention;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
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
 * A transformer block with explicit gradients: what {@link TransformerBlock} computes under autograd and autocast, without
 * their graph and casts. It uses the block's parameters and adds to their gradients.
 *
 * <p>One pass at a time: {@link #forward}, then {@link #backward} or {@link #release}. Make it outside of any pointer scope that closes before
 * it, and close it.
 */
public final class ExplicitBlock implements AutoCloseable {

    private final List<CastParameter> parameters = new ArrayList<>();
    private final ScalarType dtype;
    private final ExplicitNorm norm1;
    private final ExplicitLinear query;
    private final ExplicitLinear keyValue;
    private final ExplicitAttention attention;
    private final ExplicitLinear projection;
    private final ExplicitNorm norm2;
    private final ExplicitLinear expand;
    private final ExplicitLinear contract;
    private final SavedTensors saved = new SavedTensors();

    /**
     * @param block on the CPU, as are all tokens
     * @param dtype of matrix products, float or bfloat16
     */
    public ExplicitBlock(TransformerBlock block, ScalarType dtype) {
        Attention attended = block.attention();
        LinearImpl qkv = attended.qkv();
        this.dtype = dtype;
        CastParameter weight = cast(qkv.weight(), dtype);
        CastParameter bias = cast(qkv.bias(), dtype);
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

    /** Whether this machine's processor supports products of this dtype by oneDNN. */
    public static boolean isAvailable(ScalarType dtype) {
        return OneDnn.supports(dtype);
    }

    /**
     * All tokens, float {@code [B, L, D]}, to the selected ones, float {@code [B, n, D]}, which the caller closes.
     *
     * @param dropPath which samples skip the two branches
     * @param index of this block in its stack, from 0
     * @param selection which tokens are returned
     */
    public Tensor forward(Tensor tokens, DropPath dropPath, int index, TokenSelection selection) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            release(); // of a pass that failed before its backward pass
            Tensor normed = norm1.forward(tokens);
            Tensor mixed = saved.keep(attention.forward(
                    new ExplicitAttention.Inputs(query.forward(selection.of(normed)), keyValue.forward(normed))));
            Tensor attended = selection.of(tokens).add(dropPath.apply(projection.forward(mixed), index, 0));
            Tensor hidden = saved.keep(expand.forward(norm2.forward(attended))); // [B, n, 4 D]
            Tensor added = contract.forward(torch.gelu(hidden));
            return Tensors.keep(attended.add(dropPath.apply(added, index, 1)));
        }
    }

    /**
     * The gradient of the input, float {@code [B, L, D]}, which the caller closes.
     *
     * @param gradient of the output, float {@code [B, n, D]}
     */
    public Tensor backward(Tensor gradient, DropPath dropPath, int index, TokenSelection selection) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor hidden =
                    saved.get(1); // [B, n, 4 D]; recomputing its activation takes less time than its memory is worth
            Tensor activated = contract.backward(dropPath.apply(gradient.to(dtype), index, 1), torch.gelu(hidden));
            Tensor ofHidden = torch.gelu_backward_out(activated, activated, hidden);
            Tensor attended =
                    norm2.backward(expand.backward(ofHidden, norm2.recompute())).add_(gradient);
            ExplicitAttention.Inputs inputs =
                    attention.backward(projection.backward(dropPath.apply(attended.to(dtype), index, 0), saved.get(0)));
            Tensor input = norm1.recompute();
            Tensor normed = selection.addTo(
                    keyValue.backward(inputs.keyValue(), input), query.backward(inputs.query(), selection.of(input)));
            saved.release();
            return Tensors.keep(selection.addTo(norm1.backward(normed), attended));
        }
    }

    /**
     * All tokens, float {@code [B, L, D]}, to the same, which the caller closes, without saving tensors for a backward pass:
     * the activation is fused into the product, and weights stay packed.
     */
    public Tensor inference(Tensor tokens) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor normed = norm1.forward(tokens);
            Tensor mixed = attention.forward(new ExplicitAttention.Inputs(
                    query.inference(normed, OneDnn.PostOp.NOTHING), keyValue.inference(normed, OneDnn.PostOp.NOTHING)));
            Tensor attended = tokens.add(projection.inference(mixed, OneDnn.PostOp.NOTHING));
            Tensor hidden = expand.inference(norm2.forward(attended), OneDnn.PostOp.GELU); // [B, L, 4 D]
            return Tensors.keep(attended.add_(contract.inference(hidden, OneDnn.PostOp.NOTHING)));
        } finally {
            release();
        }
    }

    /** Frees what a forward pass saved, if no backward pass follows. */
    public void release() {
        saved.release();
        List.of(norm1, norm2).forEach(ExplicitNorm::release);
        attention.release();
    }

    @Override
    public void close() {
        release();
        linears().forEach(ExplicitLinear::close);
        parameters.forEach(CastParameter::close);
    }

    private List<ExplicitLinear> linears() {
        return List.of(query, keyValue, projection, expand, contract);
    }

    private ExplicitLinear linear(LinearImpl layer) {
        Tensor weight = layer.weight();
        return new ExplicitLinear(cast(weight, dtype), cast(layer.bias(), dtype), 0, weight.size(0));
    }

    private ExplicitNorm norm(LayerNormImpl layer) {
        return new ExplicitNorm(
                cast(layer.weight(), ScalarType.Float),
                cast(layer.bias(), ScalarType.Float),
                layer.options().eps().get(),
                dtype);
    }

    private CastParameter cast(Tensor parameter, ScalarType castDtype) {
        CastParameter cast = new CastParameter(parameter, castDtype);
        parameters.add(cast);
        return cast;
    }
}
