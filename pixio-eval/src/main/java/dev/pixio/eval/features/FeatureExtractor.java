package dev.pixio.eval.features;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.config.PatchGrid;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** Turns images into features. Not thread-safe; close it. */
public interface FeatureExtractor extends AutoCloseable {

    /** Identifies everything that features depend on besides the image: equal text means equal features. */
    String identity();

    /** Pooling, block and norm; empty for features that are not from an encoder. */
    Optional<FeatureChoice> choice();

    /** How images are resized for {@link #embed}. */
    Framing framing();

    /** Which channels and which scale images have. */
    ImageInput input();

    /**
     * The features of a batch.
     *
     * @param images {@code uint8 [B, 3, H, W]}, or float {@code [B, C, H, W]} if the input is not 8-bit RGB, on the CPU
     * @return float {@code [B, D]} on the CPU, in the caller's scope
     */
    Tensor embed(Tensor images);

    /** The input size and the patch size of {@link #tokens}. */
    PatchGrid grid();

    /**
     * The features of a batch and those of its patches, from one pass.
     *
     * @param images as {@link #embed} takes them, on the CPU, of the size of {@link #grid}
     * @return on the CPU, in the caller's scope
     */
    ImageTokens tokens(Tensor images);

    @Override
    void close();
}
