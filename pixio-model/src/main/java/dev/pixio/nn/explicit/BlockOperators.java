package dev.pixio.nn.explicit;

import dev.pixio.torch.OneDnn;
import dev.pixio.torch.attention.CpuAttention;
import dev.pixio.torch.attention.GpuAttention;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The operators by which an {@link ExplicitBlock} computes: what it computes is the same. */
public enum BlockOperators {
    /** oneDNN's products and the fastest attention on a CPU. */
    ONEDNN {
        /** For fewer tokens, packing a weight takes longer than the product gains. */
        private static final long PACKED_FROM = 2048;

        @Override
        Tensor linear(Tensor x, Tensor weight, Tensor bias) {
            long tokens = x.numel() / x.size(x.dim() - 1);
            // Packed in each pass, which saves memory, and costs a tenth of what it saves if there are many tokens.
            return OneDnn.linear(x, tokens < PACKED_FROM ? weight : prepared(weight), bias, OneDnn.PostOp.NOTHING);
        }

        @Override
        Tensor ofInput(Tensor gradient, Tensor weight) {
            return OneDnn.linear(gradient, weight.t());
        }

        @Override
        void addOfWeight(CastParameter weight, long firstRow, Tensor outputs, Tensor inputs) {
            if (FloatProducts.HERE.ofWeightByOpenBlas(outputs, inputs)) {
                weight.addProduct(firstRow, outputs.t(), inputs);
            } else {
                weight.addGradient(firstRow, ofWeight(outputs, inputs));
            }
        }

        /**
         * {@code outputs' inputs}. In bf16 libtorch uses oneDNN itself, in a faster memory layout than a linear layer does. In fp32
         * oneDNN is faster with the smaller width in front: 244 instead of 217 GFLOP/s for 1152 tokens of 192 and 768 on a core of
         * an AMD EPYC (family 26), 273 instead of 210 for 2112 tokens of 512 and 2048 on two of an Intel Xeon (Emerald Rapids).
         */
        private Tensor ofWeight(Tensor outputs, Tensor inputs) {
            if (outputs.scalar_type().intern() != ScalarType.Float) {
                return torch.mm(outputs.t(), inputs);
            }
            return inputs.size(1) < outputs.size(1)
                    ? OneDnn.linear(inputs.t(), outputs.t()).t()
                    : OneDnn.linear(outputs.t(), inputs.t());
        }

        @Override
        Tensor ofBias(Tensor outputs) {
            return outputs.sum(0);
        }

        @Override
        Tensor prepared(Tensor weight) {
            return FloatProducts.HERE.packs(weight) ? OneDnn.pack(weight) : weight;
        }

        @Override
        Tensor inference(Tensor x, Tensor prepared, Tensor bias, OneDnn.PostOp postOp) {
            return OneDnn.linear(x, prepared, bias, postOp);
        }

        @Override
        ExplicitAttention attention(int heads, long headWidth, ScalarType dtype, Device device) {
            return dtype == ScalarType.Float
                    ? new FlashAttention(heads, CpuAttention.FUSED)
                    : new ProductAttention(heads, ProductAttention.CACHE_BYTES);
        }

        @Override
        boolean savesNormed(long values) {
            return SavedTensors.isSmall(values);
        }
    },

    /**
     * libtorch's own, on any device. On a GPU they are cuBLAS's products with the bias added in the product, and fused
     * attention. Sums over tokens are float.
     */
    LIBTORCH {
        @Override
        Tensor linear(Tensor x, Tensor weight, Tensor bias) {
            return like(x, torch.addmm(bias, flat(x), weight.t()));
        }

        @Override
        Tensor ofInput(Tensor gradient, Tensor weight) {
            return like(gradient, torch.mm(flat(gradient), weight));
        }

        @Override
        void addOfWeight(CastParameter weight, long firstRow, Tensor outputs, Tensor inputs) {
            weight.addProduct(firstRow, outputs.t(), inputs);
        }

        @Override
        Tensor ofBias(Tensor outputs) {
            return torch.sum(outputs, new long[] {0}, false, new ScalarTypeOptional(ScalarType.Float));
        }

        @Override
        Tensor prepared(Tensor weight) {
            return weight;
        }

        @Override
        Tensor inference(Tensor x, Tensor prepared, Tensor bias, OneDnn.PostOp postOp) {
            Tensor output = linear(x, prepared, bias);
            return postOp == OneDnn.PostOp.GELU ? torch.gelu(output) : output;
        }

        /** Fused where a GPU supports the dtype and the width of a head, and where it is fast on a CPU. */
        @Override
        ExplicitAttention attention(int heads, long headWidth, ScalarType dtype, Device device) {
            if (device.is_cuda() && GpuAttention.supports(device, dtype, headWidth)) {
                return new FlashAttention(heads, GpuAttention.FUSED);
            }
            return device.is_cpu() && dtype == ScalarType.Float
                    ? new FlashAttention(heads, CpuAttention.FUSED)
                    : new ProductAttention(heads, Long.MAX_VALUE);
        }

        /** On a GPU, reading and writing float for one more norm takes longer than its output in bf16 is worth. */
        @Override
        boolean savesNormed(long values) {
            return true;
        }

        private Tensor flat(Tensor x) {
            return x.reshape(-1, x.size(x.dim() - 1)); // [M, width]
        }

        private Tensor like(Tensor x, Tensor flat) {
            return flat.view(x.size(0), x.size(1), flat.size(1));
        }
    };

    /**
     * {@code x w' + b}.
     *
     * @param x {@code [B, L, in]} in the dtype of products, as are all of these
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}
     * @return {@code [B, L, out]}
     */
    abstract Tensor linear(Tensor x, Tensor weight, Tensor bias);

    /**
     * The gradient of a linear layer's input.
     *
     * @param gradient of its output, {@code [B, L, out]}
     * @param weight {@code [out, in]}
     * @return {@code [B, L, in]}
     */
    abstract Tensor ofInput(Tensor gradient, Tensor weight);

    /**
     * Adds the gradient of some rows of a weight.
     *
     * @param outputs gradients of these outputs, {@code [M, rows]}
     * @param inputs of the layer, {@code [M, in]}
     */
    abstract void addOfWeight(CastParameter weight, long firstRow, Tensor outputs, Tensor inputs);

    /** The gradient of a bias from those of the outputs, {@code [M, rows]} to {@code [rows]}. */
    abstract Tensor ofBias(Tensor outputs);

    /** A weight as {@link #inference} reads it, which is kept until the weight changes. */
    abstract Tensor prepared(Tensor weight);

    /** {@code postOp(x w' + b)} with a {@link #prepared} weight. */
    abstract Tensor inference(Tensor x, Tensor prepared, Tensor bias, OneDnn.PostOp postOp);

    /** The fastest attention for a dtype and width of a head. */
    abstract ExplicitAttention attention(int heads, long headWidth, ScalarType dtype, Device device);

    /** Whether a norm's output of this many values is saved; otherwise it is computed again in the backward pass. */
    abstract boolean savesNormed(long values);
}
