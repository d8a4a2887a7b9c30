package dev.pixio.eval.features;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.resize.Framing;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Turns images into features. One call at a time; close it. */
public interface FeatureExtractor extends AutoCloseable {

    /** All that decides an image's features besides the image: equal text means equal features. */
    String identity();

    /** What is taken from the encoder; empty for features that no encoder computes. */
    Optional<FeatureChoice> choice();

    /** How images are brought to the size that {@link #embed} wants. */
    Framing framing();

    /**
     * The features of a batch.
     *
     * @param pixels {@code uint8 [B, 3, H, W]} on the CPU
     * @return float {@code [B, D]} on the CPU, in the caller's scope
     */
    Tensor embed(Tensor pixels);

    @Override
    void close();
}
