package dev.pixio.downstream.head;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** Refines the sum of a level and of the levels below it, and enlarges it for the level above. */
final class FusionBlock extends Module {

    private final ResidualUnit refinement;
    private final Convolution projection;

    FusionBlock(int channels) {
        super("FusionBlock");
        this.refinement = register_module("refinement", new ResidualUnit(channels));
        this.projection = register_module("projection", Convolution.pointwise(channels, channels));
    }

    /** Float {@code [B, C, h, w]} to {@code [B, C, height, width]}. */
    Tensor forward(Tensor maps, long height, long width) {
        return projection.forward(Bilinear.resize(refinement.forward(maps), height, width));
    }
}
