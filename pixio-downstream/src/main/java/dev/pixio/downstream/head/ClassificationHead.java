package dev.pixio.downstream.head;

import dev.pixio.embed.Pooling;
import dev.pixio.model.Features;
import dev.pixio.model.config.EncoderConfig;
import dev.pixio.nn.Initialization;
import dev.pixio.nn.Linear;
import java.util.Set;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Scores of classes for an image: a linear layer on its pooled tokens. */
public final class ClassificationHead extends Module implements TaskHead {

    /** Poolings that give one vector for an image. */
    private static final Set<Pooling> VECTORS = Set.of(Pooling.CLASS_MEAN, Pooling.CLASS_CONCAT, Pooling.PATCH_MEAN);

    /** Standard deviation of the initial weights, as in MAE's fine-tuning: the first scores are almost equal. */
    private static final double DEVIATION = 2e-5;

    private final Pooling pooling;
    private final LinearImpl classifier;

    /**
     * @param outputs number of classes
     * @param pooling how tokens become one vector
     * @throws IllegalArgumentException if the pooling gives several vectors
     */
    public ClassificationHead(EncoderConfig encoder, int outputs, Pooling pooling, Initialization initialization) {
        super("ClassificationHead");
        this.pooling = requireVector(pooling);
        int width = pooling == Pooling.CLASS_CONCAT ? encoder.classTokens() * encoder.width() : encoder.width();
        this.classifier = register_module("classifier", Linear.undrawn(width, outputs));
        initialization.transformer(this, "head."); // the bias is 0
        initialization.truncatedNormal(classifier.weight(), "head.classifier.weight", DEVIATION);
    }

    /**
     * Checks a pooling.
     *
     * @throws IllegalArgumentException if it gives several vectors for an image
     */
    public static Pooling requireVector(Pooling pooling) {
        if (!VECTORS.contains(pooling)) {
            throw new IllegalArgumentException(
                    "a classification head reads class-mean, class-concat or patch-mean, not " + pooling);
        }
        return pooling;
    }

    /**
     * Scores of classes.
     *
     * @param features of the encoder's last block, after its final norm
     * @return before the softmax, float {@code [B, classes]}
     */
    public Tensor forward(Features features) {
        return torch.linear(pooling.of(features), classifier.weight(), new TensorOptional(classifier.bias()));
    }

    /** How tokens become one vector. */
    public Pooling pooling() {
        return pooling;
    }

    /** The linear layer. */
    public LinearImpl classifier() {
        return classifier;
    }

    @Override
    public Module module() {
        return this;
    }
}
