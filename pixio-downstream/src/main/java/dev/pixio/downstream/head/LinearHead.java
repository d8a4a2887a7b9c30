package dev.pixio.downstream.head;

import dev.pixio.nn.Initialization;
import java.util.List;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/** The linear head: batch normalisation and a 1 x 1 convolution of the last block's maps, and bilinear upsampling. */
public final class LinearHead extends Module implements DenseHead {

    private final BatchNormalization normalization;
    private final Convolution classifier;

    /**
     * @param channels of the maps, 2D
     * @param outputs scores per pixel
     */
    public LinearHead(int channels, int outputs, Initialization initialization) {
        super("LinearHead");
        this.normalization = register_module("normalization", new BatchNormalization(channels));
        this.classifier = register_module("classifier", Convolution.pointwise(channels, outputs));
        Convolution.initialize(this, initialization);
    }

    @Override
    public Tensor forward(List<Tensor> maps, int height, int width, Phase phase) {
        Tensor normalized = normalization.forward(maps.get(0), phase); // [B, 2D, h, w]
        return Bilinear.resize(classifier.forward(normalized), height, width); // [B, outputs, height, width]
    }

    @Override
    public Module module() {
        return this;
    }
}
