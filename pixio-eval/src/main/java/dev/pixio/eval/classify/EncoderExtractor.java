package dev.pixio.eval.classify;

import dev.pixio.embed.BatchEmbedder;
import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.Framing;
import dev.pixio.model.Encoder;
import dev.pixio.model.PatchGrid;
import dev.pixio.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * An encoder's features. It leaves the encoder as it is, but moves it to the device of the settings; whoever made the encoder
 * closes it, after this.
 */
public final class EncoderExtractor implements Extractor {

    private final BatchEmbedder embedder;
    private final Framing framing;
    private final String identity;

    /**
     * @param weights names the encoder's weights: equal text, equal weights
     * @param grid of the encoder's own pictures
     */
    public EncoderExtractor(String weights, Encoder encoder, PatchGrid grid, EncoderSettings settings) {
        FeatureChoice choice = settings.choice(encoder.config());
        Tensors.move(encoder, settings.device());
        this.framing = settings.framing(grid);
        this.embedder = new BatchEmbedder(encoder, settings.precision(), choice);
        // The device is part of it: kernels round differently.
        this.identity = String.join(
                "; ",
                weights,
                choice.toString(),
                framing.toString(),
                settings.precision().toString(),
                encoder.device().is_cuda() ? "cuda" : "cpu");
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public Tensor embed(Tensor pixels) {
        return embedder.embed(pixels);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
