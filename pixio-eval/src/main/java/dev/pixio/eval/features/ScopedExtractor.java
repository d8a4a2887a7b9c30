package dev.pixio.eval.features;

import dev.pixio.embed.FeatureChoice;
import dev.pixio.image.resize.Framing;
import java.io.IOException;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * An extractor with all native memory that was made to open it, such as an encoder's weights and the mapping of their file:
 * closed with it, where the garbage collector would leave them until long after the next one is loaded.
 */
final class ScopedExtractor implements FeatureExtractor {

    private final FeatureExtractor extractor;
    private final PointerScope made;

    private ScopedExtractor(FeatureExtractor extractor, PointerScope made) {
        this.extractor = extractor;
        this.made = made;
    }

    /** Opens it; where that fails, what was made until then is freed. */
    static ScopedExtractor open(EvaluationCandidate.Factory factory) throws IOException {
        try (PointerScope made = new PointerScope()) {
            ScopedExtractor opened = new ScopedExtractor(factory.open(), made);
            // The close that follows only ends the collecting: what others make later on this thread is not of this.
            made.extend();
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
    public Framing framing() {
        return extractor.framing();
    }

    @Override
    public Tensor embed(Tensor pixels) {
        return extractor.embed(pixels);
    }

    @Override
    public void close() {
        try {
            extractor.close();
        } finally {
            made.close();
        }
    }
}
