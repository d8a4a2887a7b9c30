package dev.pixio.nn.explicit;

import dev.pixio.nn.Attention;
import dev.pixio.nn.DropPath;
import dev.pixio.nn.TokenSelection;
import dev.pixio.nn.TransformerBlock;
import dev.pixio.nn.option.BlockOptions;
import dev.pixio.nn.option.ChannelScale;
import dev.pixio.nn.option.MlpKind;
import dev.pixio.nn.option.Rotation;
import dev.pixio.torch.OneDnn;
import dev.pixio.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoDispatchBelowADInplaceOrView;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A transformer block with explicit gradients: what {@link TransformerBlock} computes under autograd and autocast, without
 * their graph and casts. It uses the block's parameters and adds to their gradients. Tokens stay float; what is multiplied is in the
 * dtype of matrix products.
 *
 * <p>Gradients are those of the block of a Pixio; {@link #inference} computes blocks with {@link BlockOptions} and rotary positions,
 * too.
 *
 * <p>One pass at a time: {@link #forward}, then {@link #backward} or {@link #release}. {@link #inference} is apart from that. Make
 * it outside of any pointer scope that closes before it, and close it.
 */
public final class ExplicitBlock implements AutoCloseable {

    private final Optional<ExplicitBlock> original;
    private final List<CastParameter> parameters = new ArrayList<>();
    private final ScalarType dtype;
    private final BlockOperators operators;
    private final int heads;
    private final Supplier<ExplicitAttention> newAttention;
    private final ExplicitNorm norm1;
    private final ExplicitLinear queryKeyValue; // of all tokens
    private final ExplicitLinear query; // of selected tokens
    private final ExplicitLinear keyValue; // of all tokens
    private final ExplicitAttention attention;
    private final ExplicitLinear projection;
    private final ExplicitNorm norm2;
    private final ExplicitLinear expand;
    private final ExplicitLinear contract;
    private final MlpKind mlp;
    private final Optional<ChannelScale> scale1;
    private final Optional<ChannelScale> scale2;
    private final SavedTensors saved = new SavedTensors();

    /**
     * A block on a CPU, by {@link BlockOperators#ONEDNN}.
     *
     * @param dtype of matrix products, float or bfloat16
     */
    public ExplicitBlock(TransformerBlock block, ScalarType dtype) {
        this(block, dtype, BlockOperators.ONEDNN);
    }

    /**
     * A block on the device of its weights, as are all tokens.
     *
     * @param dtype of matrix products, float or bfloat16
     * @param operators that are available there
     */
    public ExplicitBlock(TransformerBlock block, ScalarType dtype, BlockOperators operators) {
        this(block, dtype, operators, Optional.empty());
    }

    private ExplicitBlock(
            TransformerBlock block, ScalarType dtype, BlockOperators operators, Optional<ExplicitBlock> original) {
        this.original = original;
        Attention attended = block.attention();
        LinearImpl qkv = attended.qkv();
        this.dtype = dtype;
        this.operators = operators;
        this.heads = attended.heads();
        CastParameter weight = cast(qkv.weight(), dtype);
        CastParameter bias = cast(qkv.bias(), dtype);
        long dim = qkv.weight().size(1);
        this.newAttention = () -> operators.attention(heads, dim / heads, dtype, weight.device());
        this.norm1 = norm(block.norm1());
        this.queryKeyValue = new ExplicitLinear(operators, weight, bias, 0, 3 * dim);
        this.query = new ExplicitLinear(operators, weight, bias, 0, dim);
        this.keyValue = new ExplicitLinear(operators, weight, bias, dim, 2 * dim);
        this.attention = newAttention.get();
        this.projection = linear(attended.projection());
        this.norm2 = norm(block.norm2());
        this.expand = linear(block.mlp().expand());
        this.contract = linear(block.mlp().contract());
        this.mlp = block.mlp().kind();
        this.scale1 = block.scale1();
        this.scale2 = block.scale2();
    }

    /**
     * The same for a block whose weights are in the memory of this one's, and whose gradients are its own: copies of weights in
     * the dtype of matrix products are shared. Close it before this.
     */
    public ExplicitBlock forReplica(TransformerBlock block) {
        return new ExplicitBlock(block, dtype, operators, Optional.of(this));
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
     * @throws IllegalStateException if the block has options, whose gradients autograd computes
     */
    public Tensor forward(Tensor tokens, DropPath dropPath, int index, TokenSelection selection) {
        if (scale1.isPresent() || mlp != MlpKind.GELU) {
            throw new IllegalStateException("the gradients of a block with options are those of autograd");
        }
        try (PointerScope scope = new PointerScope();
                AutoDispatchBelowADInplaceOrView below = new AutoDispatchBelowADInplaceOrView()) {
            release(); // of a pass that failed before its backward pass
            Tensor normed = norm1.forward(tokens);
            Tensor mixed = saved.keep(attention.forward(attentionInputs(normed, selection)));
            Tensor attended = selection.of(tokens).add(dropPath.apply(projection.forward(mixed), index, 0));
            Tensor hidden = saved.keep(expand.forward(norm2.forward(attended))); // [B, n, 4 D]
            Tensor activated = torch.gelu(hidden);
            if (SavedTensors.isSmall(activated.numel())) {
                saved.keep(activated);
            }
            Tensor added = contract.forward(activated);
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
                AutoDispatchBelowADInplaceOrView below = new AutoDispatchBelowADInplaceOrView()) {
            Tensor hidden = saved.get(1); // [B, n, 4 D]
            // Recomputing the activation of a large one takes less time than its memory is worth.
            Tensor activated = saved.size() > 2 ? saved.get(2) : torch.gelu(hidden);
            Tensor ofActivated = contract.backward(dropPath.apply(gradient.to(dtype), index, 1), activated);
            Tensor ofHidden = torch.gelu_backward_out(ofActivated, ofActivated, hidden);
            Tensor attended =
                    norm2.backward(expand.backward(ofHidden, norm2.output())).add_(gradient);
            Tensor ofMixed = projection.backward(dropPath.apply(attended.to(dtype), index, 0), saved.get(0));
            Tensor normed = attentionBackward(ofMixed, norm1.output(), selection);
            saved.release();
            return Tensors.keep(selection.addTo(norm1.backward(normed), attended));
        }
    }

    /**
     * Renews the blocks' copies of weights that have changed, all at once. A pass renews those that it reads, one after the other;
     * a recorded pass that is replayed does not, and reads the same memory.
     */
    public static void renewCopies(List<ExplicitBlock> blocks) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            CastValues.renew(blocks.stream()
                    .flatMap(block -> block.parameters.stream())
                    .map(CastParameter::values)
                    .toList());
        }
    }

    private ExplicitAttention.Inputs attentionInputs(Tensor normed, TokenSelection selection) {
        return selection.isOfAll()
                ? ExplicitAttention.Inputs.of(queryKeyValue.forward(normed))
                : new ExplicitAttention.Inputs(query.forward(selection.of(normed)), keyValue.forward(normed));
    }

    /** The gradient of the normed tokens from that of the output of attention. */
    private Tensor attentionBackward(Tensor ofMixed, Tensor normed, TokenSelection selection) {
        long images = normed.size(0);
        long dim = normed.size(2);
        if (selection.isOfAll()) {
            Tensor all = torch.empty(new long[] {images, normed.size(1), 3 * dim}, ofMixed.options(), null);
            attention.backward(ofMixed, ExplicitAttention.Inputs.of(all));
            return queryKeyValue.backward(all, normed);
        }
        ExplicitAttention.Inputs gradients = new ExplicitAttention.Inputs(
                torch.empty_like(ofMixed),
                torch.empty(new long[] {images, normed.size(1), 2 * dim}, ofMixed.options(), null));
        attention.backward(ofMixed, gradients);
        return selection.addTo(
                keyValue.backward(gradients.keyValue(), normed),
                query.backward(gradients.query(), selection.of(normed)));
    }

    /** As {@link #inference(Tensor, Rotation)}, without rotary positions. */
    public Tensor inference(Tensor tokens) {
        return inference(tokens, Rotation.NONE);
    }

    /**
     * All tokens, float {@code [B, L, D]}, to the same, which the caller closes, without saving tensors for a backward pass:
     * GELU is fused into the product, and weights stay packed. Several threads may call it at once.
     *
     * @param rotation rotary positions of all tokens
     */
    public Tensor inference(Tensor tokens, Rotation rotation) {
        ExplicitAttention own = newAttention.get();
        try (PointerScope scope = new PointerScope();
                AutoDispatchBelowADInplaceOrView below = new AutoDispatchBelowADInplaceOrView()) {
            Tensor normed = norm1.inference(tokens);
            Tensor mixed = own.forward(ExplicitAttention.Inputs.of(
                    queryKeyValue.inference(normed, OneDnn.PostOp.NOTHING), rotation, heads));
            Tensor attended = tokens.add(scaled(scale1, projection.inference(mixed, OneDnn.PostOp.NOTHING)));
            Tensor hidden = activated(norm2.inference(attended)); // [B, L, 4 D]
            return Tensors.keep(attended.add_(scaled(scale2, contract.inference(hidden, OneDnn.PostOp.NOTHING))));
        } finally {
            own.release();
        }
    }

    private Tensor activated(Tensor normed) {
        return mlp == MlpKind.GELU
                ? expand.inference(normed, OneDnn.PostOp.GELU)
                : mlp.apply(expand.inference(normed, OneDnn.PostOp.NOTHING));
    }

    private static Tensor scaled(Optional<ChannelScale> scale, Tensor branch) {
        return scale.map(channels -> channels.forward(branch)).orElse(branch);
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
        return List.of(queryKeyValue, query, keyValue, projection, expand, contract);
    }

    private ExplicitLinear linear(LinearImpl layer) {
        Tensor weight = layer.weight();
        return new ExplicitLinear(operators, cast(weight, dtype), cast(layer.bias(), dtype), 0, weight.size(0));
    }

    private ExplicitNorm norm(LayerNormImpl layer) {
        return new ExplicitNorm(
                operators,
                cast(layer.weight(), ScalarType.Float),
                cast(layer.bias(), ScalarType.Float),
                layer.options().eps().get(),
                dtype);
    }

    private CastParameter cast(Tensor parameter, ScalarType castDtype) {
        int index = parameters.size();
        CastParameter cast = original.map(block -> block.parameters.get(index).sharedBy(parameter))
                .orElseGet(() -> new CastParameter(parameter, castDtype));
        parameters.add(cast);
        return cast;
    }
}
