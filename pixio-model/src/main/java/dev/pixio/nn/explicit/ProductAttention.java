package dev.pixio.nn.explicit;

import dev.pixio.torch.attention.Softmax;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Attention as two matrix products and a softmax, for as many images at once as keep their attention weights in the cache. In
 * bf16 on a CPU the fused kernel does not use a fast matrix product (168 ms instead of 8 for 128 heads of 264 tokens), while
 * these products use oneDNN.
 */
final class ProductAttention implements ExplicitAttention {

    /** About the size of a core's second-level cache. */
    static final long CACHE_BYTES = 1 << 20;

    private static final Scalar ZERO = new Scalar(0.0).retainReference();

    private final int heads;
    private final long bytesAtOnce;
    private final SavedTensors saved = new SavedTensors();

    /** @param bytesAtOnce of the attention weights of images that are computed together, {@link #CACHE_BYTES} on a CPU */
    ProductAttention(int heads, long bytesAtOnce) {
        this.heads = heads;
        this.bytesAtOnce = bytesAtOnce;
    }

    @Override
    public Tensor forward(Inputs inputs) {
        Tensor query =
                saved.keep(ExplicitAttention.byHead(inputs.query(), heads).contiguous()); // [B, heads, n, d]
        Tensor keyValue = saved.keep(
                ExplicitAttention.keysAndValuesByHead(inputs.keyValue(), heads).contiguous()); // [2, B, heads, L, d]
        Tensor weights = saved.keep(
                torch.empty(new long[] {query.size(0), heads, query.size(2), keyValue.size(3)}, query.options(), null));
        Tensor mixed = torch.empty_like(query);
        Tensor keys = keyValue.select(0, 0);
        Tensor values = keyValue.select(0, 1);
        Groups groups = Groups.of(weights, bytesAtOnce);
        for (int group = 0; group < groups.count(); group++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor some = groups.select(weights, group); // [g * heads, n, L]
                product(
                        some,
                        groups.select(query, group),
                        groups.select(keys, group).transpose(1, 2),
                        scale(query));
                torch.softmax_out(some, some, -1);
                torch.bmm_out(groups.select(mixed, group), some, groups.select(values, group));
            }
        }
        return mixed.transpose(1, 2).flatten(2, 3); // [B, n, D]
    }

    @Override
    public void backward(Tensor gradient, Inputs gradients) {
        Tensor query = saved.get(0);
        Tensor keyValue = saved.get(1);
        Tensor weights = saved.get(2);
        Tensor mixed = ExplicitAttention.byHead(gradient, heads).contiguous(); // [B, heads, n, d]
        Tensor ofQuery = torch.empty_like(query);
        Tensor ofKeyValue = torch.empty_like(keyValue);
        Tensor keys = keyValue.select(0, 0);
        Tensor values = keyValue.select(0, 1);
        Tensor ofKeys = ofKeyValue.select(0, 0);
        Tensor ofValues = ofKeyValue.select(0, 1);
        Groups groups = Groups.of(weights, bytesAtOnce);
        for (int group = 0; group < groups.count(); group++) {
            try (PointerScope scope = new PointerScope()) {
                Tensor some = groups.select(weights, group); // [g * heads, n, L]
                Tensor ofOutput = groups.select(mixed, group); // [g * heads, n, d]
                torch.bmm_out(groups.select(ofValues, group), some.transpose(1, 2), ofOutput);
                Tensor ofWeights =
                        torch.bmm(ofOutput, groups.select(values, group).transpose(1, 2)); // [g * heads, n, L]
                Tensor ofScores = Softmax.backward(ofWeights, some);
                product(groups.select(ofQuery, group), ofScores, groups.select(keys, group), scale(query));
                product(
                        groups.select(ofKeys, group),
                        ofScores.transpose(1, 2),
                        groups.select(query, group),
                        scale(query));
            }
        }
        ExplicitAttention.byHead(gradients.query(), heads).copy_(ofQuery);
        ExplicitAttention.keysAndValuesByHead(gradients.keyValue(), heads).copy_(ofKeyValue);
        saved.release();
    }

    /** {@code result = scale * a b} for each of a batch of matrices. */
    private static void product(Tensor result, Tensor a, Tensor b, Scalar scale) {
        torch.baddbmm_out(result, result, a, b, ZERO, scale);
    }

    private static Scalar scale(Tensor byHead) {
        return new Scalar(1 / Math.sqrt((double) byHead.size(byHead.dim() - 1)));
    }

    @Override
    public void release() {
        saved.release();
    }

    /**
     * The images of a batch, a few at a time.
     *
     * @param images of the batch
     * @param size number of images in each group but the last
     */
    private record Groups(long images, long size) {

        /** Groups of images whose attention weights have at most so many bytes, or single images. */
        static Groups of(Tensor weights, long bytes) {
            long images = weights.size(0);
            long bytesOfImage = weights.element_size() * weights.numel() / images;
            return new Groups(images, Math.max(1, Math.min(images, bytes / bytesOfImage)));
        }

        long count() {
            return (images + size - 1) / size;
        }

        /** The images of a group, from {@code [B, heads, ...]} to {@code [g * heads, ...]}, a view. */
        Tensor select(Tensor tensor, int group) {
            return tensor.narrow(0, group * size, Math.min(size, images - group * size))
                    .flatten(0, 1);
        }
    }
}
