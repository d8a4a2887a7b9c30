package dev.pixio.eval.features;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.raster.ImageInput;
import dev.pixio.image.resize.Framing;
import dev.pixio.model.config.PatchGrid;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * An extractor that owns all native memory allocated to open it, such as an encoder's weights and the mapping of their
 * file. Closing frees it at once, where the garbage collector would free it long after the next encoder is loaded.
 */
final class ScopedExtractor implements FeatureExtractor {

    private final FeatureExtractor extractor;
    private final PointerScope scope;

    private ScopedExtractor(FeatureExtractor extractor, PointerScope scope) {
        this.extractor = extractor;
        this.scope = scope;
    }

    /** Opens an extractor; if that fails, the memory allocated until then is freed. */
    static ScopedExtractor open(EvaluationCandidate.Factory factory) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            ScopedExtractor opened = new ScopedExtractor(factory.open(), scope);
            // The close that follows then only stops collecting: later allocations on this thread are not of this
            // extractor.
            scope.extend();
            return opened;
        }
    }

    @Override
    public String identity() {
        return extractor.identity();
    }

    @Override
    public Optional<FeatureChoice> choice() {
        return extractor.choice();
    }

    @Override
    public ImageInput input() {
        return extractor.input();
    }

    @Override
    public Framing framing() {
        return extractor.framing();
    }

    @Override
    public Tensor embed(Tensor images) {
        return extractor.embed(images);
    }

    @Override
    public PatchGrid grid() {
        return extractor.grid();
    }

    @Override
    public ImageTokens tokens(Tensor images) {
        return extractor.tokens(images);
    }

    @Override
    public void close() {
        try {
            extractor.close();
        } finally {
            scope.close();
        }
    }
}
