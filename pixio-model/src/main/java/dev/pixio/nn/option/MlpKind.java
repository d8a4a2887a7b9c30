package dev.pixio.nn.option;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** What is between the two linear layers of an MLP. */
public enum MlpKind {
    /** The exact GELU. */
    GELU(1),
    /**
     * The first half of the outputs, through SiLU, gates the second half: the first layer is twice as wide (Shazeer 2020, "GLU
     * variants improve transformer"; the giant of DINOv2, the larger models of DINOv3).
     */
    SWIGLU(2);

    private final int parts;

    MlpKind(int parts) {
        this.parts = parts;
    }

    /** How many times as wide the output of the first layer is as the input of the second. */
    public int parts() {
        return parts;
    }

    /** The input of the second layer from the output of the first, {@code [..., parts * hidden]} to {@code [..., hidden]}. */
    public Tensor apply(Tensor outputs) {
        if (this == GELU) {
            return torch.gelu(outputs);
        }
        long hidden = outputs.size(outputs.dim() - 1) / parts;
        return torch.silu(outputs.narrow(-1, 0, hidden)).mul(outputs.narrow(-1, hidden, hidden));
    }
}
