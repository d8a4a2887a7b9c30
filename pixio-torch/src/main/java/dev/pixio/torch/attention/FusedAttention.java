package dev.pixio.torch.attention;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A fused kernel for softmax(q k' / sqrt(d)) v and its gradients, which does not store the attention weights. Nothing is
 * recorded by autograd. Results belong to the caller's scope.
 */
public interface FusedAttention {

    /**
     * What the forward pass saves for the backward pass, beside its inputs.
     *
     * @param output {@code [B, heads, n, d]}, a view of {@code [B, n, heads, d]}
     * @param others of the kernel's own: the sums of the softmax, states of generators
     */
    record Attended(Tensor output, List<Tensor> others) {}

    /** Gradients of queries, keys and values, of their shapes. */
    record Gradients(Tensor query, Tensor key, Tensor value) {}

    /**
     * The output.
     *
     * @param query {@code [B, heads, n, d]}, with any strides, the last one 1
     * @param key {@code [B, heads, L, d]}
     * @param value {@code [B, heads, L, d]}
     */
    Attended forward(Tensor query, Tensor key, Tensor value);

    /**
     * The gradients of the inputs.
     *
     * @param gradient of the output, of its shape
     */
    Gradients backward(Tensor gradient, Tensor query, Tensor key, Tensor value, Attended attended);
}
