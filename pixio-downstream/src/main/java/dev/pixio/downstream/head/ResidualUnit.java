package dev.pixio.downstream.head;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** ReLU, 3 x 3 convolution, ReLU, 3 x 3 convolution, added to the input (Ranftl et al. 2021). */
final class ResidualUnit extends Module {

    private final Convolution first;
    private final Convolution second;

    ResidualUnit(int channels) {
        super("ResidualUnit");
        this.first = register_module("first", new Convolution(channels, channels, 3, 1, Convolution.Bias.YES));
        this.second = register_module("second", new Convolution(channels, channels, 3, 1, Convolution.Bias.YES));
    }

    /** Float {@code [B, C, h, w]} to the same. */
    Tensor forward(Tensor maps) {
        return second.forward(first.forward(maps.relu()).relu()).add(maps);
    }
}
